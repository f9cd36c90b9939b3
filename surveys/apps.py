from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = "調査"

    def ready(self) -> None:
        from platform_registry import navigation
        from surveys import (  # noqa: F401 – registers
            answered,
            audit,
            inquiries,
            panels,
            readiness,
            searched,
        )
        from surveys.actions import handover  # noqa: F401
        from surveys.importing.lists import organizations  # noqa: F401 – declares its list
        from surveys.importing.lists.kinds import contacts, departments, members  # noqa: F401

        also = ("imports", "options", "questions", "responses", "survey-figures")
        navigation.register("調査", "surveys", order=40, also=also)
        navigation.register(
            "取込履歴", "imports", order=110, permission="import", group="記録", alone=True
        )
