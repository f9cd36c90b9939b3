"""manage.py demo: a site to try out, with invented data, its background worker and accounts."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NoReturn

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import module_has_submodule

HOST = "127.0.0.1"
START_SECONDS = 30
STOP_SECONDS = 10

DemoLoader = Callable[[], Sequence[str] | None]


class Command(BaseCommand):
    help = "架空のデータで試用サイトを起動します（Ctrl+C で終了します）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default="8000", help="待ち受けるポート番号（既定: 8000）")
        parser.add_argument(
            "--load-only", action="store_true", help="データの登録だけを行い、起動しません。"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "demo は試用のためのコマンドです。本番のデータベースを守るため、"
                "環境変数 DEBUG=true のときだけ実行できます。"
            )
        port = checked_port(options["port"])
        lines = self.load()
        if options["load_only"]:
            return
        signal.signal(signal.SIGTERM, interrupt)
        signal.signal(signal.SIGHUP, interrupt)
        try:
            with running(site(port)) as serving, running(worker()) as working:
                wait_for(port, serving)
                self.announce(port, lines)
                first_to_end(serving, working)
        except KeyboardInterrupt:
            self.stdout.write("\n終了しました。")

    def load(self) -> list[str]:
        """Fill the database; gives what the apps want to tell the person who starts the demo."""
        self.stdout.write("データベースを準備しています…")
        call_command("migrate", verbosity=0)
        lines: list[str] = []
        for loader in demo_loaders():
            lines += loader() or []
        return lines

    def announce(self, port: int, lines: Sequence[str]) -> None:
        self.stdout.write("")
        for line in lines:
            self.stdout.write(line)
        address = self.style.SUCCESS(f"http://{HOST}:{port}{settings.FORCE_SCRIPT_NAME or ''}/")
        self.stdout.write(f"\n起動しました: {address}\n終了するには Ctrl+C を押してください。")


def demo_loaders() -> Iterator[DemoLoader]:
    """``load`` of every app that has a module ``demo``, lower floors first."""
    for app in reversed(list(apps.get_app_configs())):
        if app.module is not None and module_has_submodule(app.module, "demo"):
            yield import_module(f"{app.name}.demo").load


def checked_port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise CommandError(
            f"ポート番号「{text}」は使えません。PORT=8001 のように指定してください。"
        )
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except OSError as error:
            raise CommandError(
                f"ポート {text} はほかのプログラムが使っています。"
                f"そちらを終了するか、別の番号で起動してください（例: make demo PORT=8001）。"
            ) from error
    return int(text)


def site(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "platform_registry.wsgi"),
        *("--bind", f"{HOST}:{port}", "--threads", "8", "--log-level", "warning"),
    ]


def worker() -> list[str]:
    return [sys.executable, "manage.py", "run_worker", "--verbosity", "0"]


@contextmanager
def running(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program beside this one; it ends with this one, in its own time."""
    process = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DEBUG": "true"},
        start_new_session=True,  # Ctrl+C reaches this process alone
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise CommandError("サイトが起動しませんでした。上に表示されたエラーを確かめてください。")


def first_to_end(*processes: subprocess.Popen[bytes]) -> NoReturn:
    while all(process.poll() is None for process in processes):
        time.sleep(0.5)
    raise CommandError(
        "サイトまたは裏で動く処理が止まりました。表示されたエラーを確かめてください。"
    )


def interrupt(signum: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt
