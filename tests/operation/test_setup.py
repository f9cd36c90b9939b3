"""An installation's life: set up from nothing, asked how it is, backed up and restored."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from platform_registry.operation.backups import _free_name
from tests.postgres import programs

KEPT = ["organizations.user", "organizations.term", "organizations.wording"]
PLACE = ["--municipality", "131083", "--administrator", "koto-kanri"]


class Host:
    """A machine on which somebody types the commands of the production page."""

    def __init__(self, database: str) -> None:
        self.environment = {
            "PATH": f"{programs()}:{os.environ['PATH']}",
            "DATABASE_URL": database,
            "DEBUG": "true",
        }

    def types(self, *command: str) -> str:
        """What the command prints; it has to succeed."""
        done = self._run(*command)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def is_refused(self, *command: str) -> str:
        done = self._run(*command)
        assert done.returncode == 1
        assert done.stderr.startswith("CommandError: "), done.stderr
        return done.stderr

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
        )

    def holds(self) -> list[dict[str, Any]]:
        rows = json.loads(self.types("dumpdata", *KEPT))
        return sorted(rows, key=lambda row: (row["model"], row["pk"]))


def test_an_installation_is_set_up_backed_up_and_restored(
    empty_database: str, tmp_path: Path
) -> None:
    host = Host(empty_database)
    assert "python manage.py setup" in host.is_refused("backup", str(tmp_path / "backups"))
    wrong = ("setup", "--municipality", "13108", "--administrator", "koto-kanri")
    assert "団体コード「13108」の自治体はありません" in host.is_refused(*wrong)
    said = host.types("setup", *PLACE)
    assert said.count("パスワード") == 2  # nobody's was shown and lost before
    assert "東京都江東区の管理者 … 登録しました" in said
    again = host.types("setup", *PLACE)
    assert "koto-kanri（登録済み）" in again
    assert "パスワード" not in again
    assert "試用のデータを入れません" in host.is_refused("demo", "--load-only")

    (tmp_path / "file").write_text("no folder")
    assert "書き込めません" in host.is_refused("backup", str(tmp_path / "file" / "backups"))
    before = host.holds()
    assert {row["model"] for row in before} == {*KEPT}
    backups = tmp_path / "控え#1 %41?"  # a name that is no address
    host.types("backup", str(backups))
    [backup] = backups.iterdir()
    modes = {backup.stat().st_mode, *(file.stat().st_mode for file in backup.iterdir())}
    assert {mode & 0o077 for mode in modes} == {0}
    host.types("setup", "--municipality", "142166", "--administrator", "zama-kanri")
    assert host.holds() != before
    assert "--replace を付けて" in host.is_refused("restore", str(backup))
    assert "控えました" in host.types("restore", str(backup), "--replace")
    assert host.holds() == before
    assert len(list(backups.iterdir())) == 2  # what was replaced is kept


def test_a_backup_is_used_only_whole(tmp_path: Path) -> None:
    host = Host(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    backup = tmp_path / "backup"
    backup.mkdir()
    assert "バックアップのフォルダーではありません" in host.is_refused("restore", str(backup))

    (backup / "database.sqlite3").write_bytes(b"something")
    manifest = {
        "format": 1, "vendor": "sqlite", "made_at": "2026-04-01T09:00:00+09:00", "size": 9,
        "file": "database.sqlite3", "sha256": "0" * 64, "migrations": [],
    }  # fmt: skip
    for changed, sentence in (
        ({}, "作ったときと違います"),
        ({"migrations": [["organizations", "9999_of_tomorrow"]]}, "新しい版で作られています"),
        ({"format": 2}, "新しい版で作られています"),
        ({"colour": "blue"}, "バックアップのフォルダーではありません"),
        ({"made_at": "x"}, "バックアップのフォルダーではありません"),
        ({"migrations": [["a"]]}, "バックアップのフォルダーではありません"),
    ):
        (backup / "manifest.json").write_text(json.dumps(manifest | changed))
        assert sentence in host.is_refused("restore", str(backup))


def test_two_copies_of_one_second_lie_side_by_side(tmp_path: Path) -> None:
    assert _free_name(tmp_path, "registry-1").name == "registry-1"
    (tmp_path / "registry-1").mkdir()
    (tmp_path / "registry-1-2").mkdir()
    assert _free_name(tmp_path, "registry-1").name == "registry-1-3"
