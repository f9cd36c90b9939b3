"""A coordinator before the screen who brings in a file; no page on the way puts up a barrier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django_tasks_db.management.commands.db_worker import Worker
from playwright.sync_api import Page


def work() -> None:
    """What the background worker does, until nothing is left to do."""
    Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="story",
        excluded_queue_names=[],
    ).run()


@dataclass
class Coming:
    page: Page
    barriers: Callable[[Page], list[str]]
    pressed: int = 0  # buttons, since the file was chosen

    def looks_well(self) -> None:
        found = self.barriers(self.page)
        assert found == [], found

    def presses(self, button: str) -> None:
        self.page.get_by_role("button", name=button).click()
        self.pressed += 1

    def waits_for(self, heading: str, *, button: str) -> None:
        """Presses it, and the worker does the rest."""
        self.presses(button)
        self.page.get_by_role("progressbar").wait_for()
        work()
        self.page.get_by_role("heading", name=heading).wait_for()
        self.looks_well()
