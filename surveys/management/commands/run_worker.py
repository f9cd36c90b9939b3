"""``run_worker``: the background worker of the imports, which takes up what a dead one left."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.db.backends.signals import connection_created
from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from surveys.worker import Pulse, keep_little


class Command(DatabaseWorker):
    help = "取込を裏で進めます。止まった取込の続きも引き受けます（Ctrl+C で終了します）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(reload=False)  # a reload would be one more way to die

    def handle(self, **options: Any) -> None:
        connection_created.connect(keep_little)
        pulse = Pulse(options["worker_id"])
        pulse.start()
        try:
            super().handle(**options)
        finally:
            pulse.end()
