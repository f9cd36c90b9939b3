from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "会議・打合せ"

    def ready(self) -> None:
        from meetings import (  # noqa: F401 – registers
            actions,
            actions_handover,
            audit,
            bulk,
            home,
            inquiries,
            panels,
            searched,
        )
        from meetings.lists.came import CAME
        from meetings.lists.meetings import LOGS
        from platform_registry import navigation

        for kind in (*LOGS, CAME):
            kind.declare()

        also = (
            "actions", "agenda-items", "attendances", "decisions", "hearing-voices", "hearings",
            "meeting-series", "opinions",
        )  # fmt: skip
        navigation.register("会議・打合せ", "meetings", order=60, also=also)
