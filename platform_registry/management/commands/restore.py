"""manage.py restore DIR: put a backup in the database's place."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone

from platform_registry.operation.backups import BackupProblem, checked, is_older, restore
from platform_registry.operation.readiness import NO_DATABASE


class Command(BaseCommand):
    help = "バックアップから、すべての記録とファイルを戻します。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path, help="バックアップのフォルダー（registry-…）")
        parser.add_argument(
            "--replace", action="store_true", help="いまの記録を控えてから、置き換えます。"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        backup: Path = options["backup"]
        try:
            manifest = checked(backup)
            before = restore(backup, replace=options["replace"])
        except BackupProblem as error:
            raise CommandError(str(error)) from error
        except Error as error:
            raise CommandError(NO_DATABASE.format(error)) from error
        if before is not None:
            self.stdout.write(f"これまでの記録を控えました: {before}")
        made = timezone.localtime(datetime.fromisoformat(manifest.made_at))
        self.stdout.write(f"{made:%Y-%m-%d %H:%M} のバックアップを戻しました。")
        if is_older(manifest):
            self.stdout.write(
                "このバックアップは前の版のものです。続けて python manage.py setup を実行してください。"
            )
