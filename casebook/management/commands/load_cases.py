from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casebook import cases
from organizations.places import actions as places_actions
from organizations.support import vocabulary


class Command(BaseCommand):
    help = "公表された事例（fixtures/cases）を台帳に登録します。すでにある事例はそのままにします。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--only", metavar="FOLDER", help="このフォルダーの事例だけを登録します。"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        places_actions.load()
        vocabulary.load()
        try:
            for name, made in cases.load_all(options["only"]):
                self.stdout.write(
                    f"{name}: {made}件を登録しました。" if made else f"{name}: 登録済みです。"
                )
        except cases.CaseFileError as error:
            raise CommandError(str(error)) from error
