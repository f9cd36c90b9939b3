from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "会議・打合せ"

    def ready(self) -> None:
        from meetings import actions, actions_handover, audit, panels  # noqa: F401 – registers
        from platform_registry import navigation

        also = (
            "actions", "agenda-items", "attendances", "decisions", "hearing-voices", "hearings",
            "meeting-series", "opinions",
        )  # fmt: skip
        navigation.register("会議・打合せ", "meetings", order=60, also=also)
