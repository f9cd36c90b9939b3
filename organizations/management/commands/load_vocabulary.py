"""manage.py load_vocabulary: the words for kinds and targets of support to start with."""

from typing import Any

from django.core.management.base import BaseCommand

from organizations.support import vocabulary


class Command(BaseCommand):
    help = "支援の種類と支援の対象の用語を登録します（登録済みの用語は変更しません）。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"用語: 登録 {vocabulary.load()}件")
