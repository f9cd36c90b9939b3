from django.apps import AppConfig

from platform_registry import navigation


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "会議・打合せ"

    def ready(self) -> None:
        from meetings import audit, panels, secrecy  # noqa: F401 – registers for other floors

        navigation.register("会議・打合せ", "meetings", order=60)
