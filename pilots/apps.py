from django.apps import AppConfig


class PilotsConfig(AppConfig):
    name = "pilots"
    verbose_name = "試行的事業"

    def ready(self) -> None:
        # They register what other floors show.
        from pilots import audit, bulk, inquiries, panels, searched  # noqa: F401
        from pilots.lists.deliveries import DELIVERIES
        from pilots.lists.pilots import PILOTS
        from pilots.lists.turnout import TURNOUT
        from platform_registry import navigation

        for kind in (PILOTS, DELIVERIES, TURNOUT):
            kind.declare()

        also = (
            "attendance-counts", "distributions", "kpi-readings", "kpis", "pilot-events",
            "procurements", "programme-items", "publications", "speakers",
            "vendors-and-speakers",
        )  # fmt: skip
        navigation.register("試行的事業", "pilots", order=50, also=also)
