from django.apps import AppConfig

from platform_registry import navigation


class CasebookConfig(AppConfig):
    name = "casebook"
    verbose_name = "事例票とホーム"

    def ready(self) -> None:
        navigation.register("ホーム", "home", order=10)
