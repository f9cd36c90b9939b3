"""manage.py load_municipalities: fill the master of prefectures and municipalities."""

from typing import Any

from django.core.management.base import BaseCommand

from organizations.places import actions as places_actions


class Command(BaseCommand):
    help = "都道府県・市区町村のマスターを登録します（何度実行しても同じ結果になります）。"

    def handle(self, *args: Any, **options: Any) -> None:
        done = places_actions.load()
        self.stdout.write(
            f"自治体マスター: 登録 {done.created}件、更新 {done.changed}件、"
            f"変更なし {done.unchanged}件"
        )
