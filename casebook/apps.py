from django.apps import AppConfig


class CasebookConfig(AppConfig):
    name = "casebook"
    verbose_name = "事例票とホーム"

    def ready(self) -> None:
        # They register what other floors show.
        from casebook import audit, home, inquiries, panels, searched  # noqa: F401
        from platform_registry import navigation

        navigation.register("ホーム", "home", order=10)
        also = (
            "case-book", "compare", "passages", "stage-notes", "stage-statuses", "stages",
        )  # fmt: skip
        navigation.register("事例票", "case-sheets", order=70, also=also)
        navigation.register("参考資料", "references", order=80)
        navigation.register("しらべる", "inquiries", order=90, also=("appearances",))
