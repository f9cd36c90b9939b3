from django.apps import AppConfig


class CasebookConfig(AppConfig):
    name = "casebook"
    verbose_name = "事例票とホーム"

    def ready(self) -> None:
        from casebook import audit, panels  # noqa: F401 – registers what other floors show
        from platform_registry import navigation

        navigation.register("ホーム", "home", order=10)
        also = ("case-book", "compare", "passages", "stage-notes", "stage-statuses")
        navigation.register("事例票", "case-sheets", order=70, also=also)
        navigation.register("参考資料", "references", order=80)
