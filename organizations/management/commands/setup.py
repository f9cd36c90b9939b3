"""manage.py setup: from an empty database to the first person who can sign in; safe to repeat."""

from __future__ import annotations

from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, SystemCheckError
from django.utils import timezone

from organizations.models import Municipality, StaffAssignment, User
from organizations.people import actions_setup
from organizations.places import actions as places_actions
from organizations.support import vocabulary, wordings
from platform_registry.access import Role
from platform_registry.operation.readiness import database_problem


class Command(BaseCommand):
    help = "本番のはじめの用意をします（何度実行しても、済んだことはそのままです）。"
    requires_system_checks: list[str] = []  # said below, in words

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--operator", default="operator", help="システム管理者のユーザー名（既定: operator）"
        )
        parser.add_argument("--municipality", metavar="CODE", help="自治体の団体コード（6桁）")
        parser.add_argument(
            "--administrator", metavar="NAME", help="その自治体の管理者のユーザー名"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["municipality"]) != bool(options["administrator"]):
            raise CommandError("--municipality と --administrator は、両方を指定してください。")
        self._check_settings()
        if problem := database_problem(may_be_older=True):
            raise CommandError(problem)
        self._say("データベースの表", call_command, "migrate", verbosity=0)
        if not settings.DEBUG:
            self._say("画面の部品", call_command, "collectstatic", interactive=False, verbosity=0)
        self._say("都道府県と市区町村", places_actions.load)
        self._say("支援の用語", vocabulary.load)
        self._say("言い換え", wordings.load)
        place = self._place(options["municipality"]) if options["municipality"] else None
        try:
            self._operator(options["operator"])
            if place is not None:
                self._administrator(place, options["administrator"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(self.style.SUCCESS("用意ができました。"))

    def _check_settings(self) -> None:
        try:
            call_command(
                "check", deploy=not settings.DEBUG, fail_level="WARNING", stdout=StringIO()
            )
        except SystemCheckError as error:
            raise CommandError(f"設定を直してから、もう一度実行してください。\n{error}") from error

    def _say(self, label: str, work: Any, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{label} … ", ending="")
        self.stdout.flush()
        work(*args, **options)
        self.stdout.write("済み")

    def _operator(self, name: str) -> None:
        if there := User.objects.filter(is_superuser=True, is_active=True).first():
            self.stdout.write(f"システム管理者 … {there.username}（登録済み）")
            return
        password = actions_setup.add_operator(name)
        self._announce("システム管理者", name, password)

    def _place(self, code: str) -> Municipality:
        """Looked up before anybody's password is shown, which is done only once."""
        place: Municipality | None = Municipality.objects.filter(code=code).first()
        if place is None:
            raise CommandError(
                f"団体コード「{code}」の自治体はありません。6桁の団体コードを確かめてください。"
            )
        return place

    def _administrator(self, place: Municipality, name: str) -> None:
        working = StaffAssignment.objects.on(timezone.localdate()).filter(
            municipality=place, role=Role.ADMINISTRATOR, user__is_active=True
        )
        if there := working.select_related("user").first():
            self.stdout.write(f"{place.full_name}の管理者 … {there.user.username}（登録済み）")
            return
        password = actions_setup.add_first_administrator(name, municipality=place)
        self._announce(f"{place.full_name}の管理者", name, password)

    def _announce(self, label: str, name: str, password: str) -> None:
        self.stdout.write(f"{label} … 登録しました")
        self.stdout.write(f"    ユーザー名  {name}")
        self.stdout.write(f"    パスワード  {password}　（ログインしたら変更してください）")
