"""manage.py backup DIR: the whole registry in a folder, while the site runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from platform_registry.operation.backups import BackupProblem, back_up
from platform_registry.operation.readiness import database_problem


class Command(BaseCommand):
    help = "すべての記録とファイルを、フォルダーに写します（サイトを動かしたまま実行できます）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="バックアップを置くフォルダー")

    def handle(self, *args: Any, **options: Any) -> None:
        if problem := database_problem(may_be_older=True):
            raise CommandError(problem)
        try:
            made = back_up(options["folder"])
        except BackupProblem as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"バックアップを作りました: {made}")
