"""docs/new-record.md tells how to add a kind of record; here it is done to the letter, and used."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings

ROOT = settings.BASE_DIR
OURS = ("casebook", "meetings", "pilots", "surveys", "organizations", "platform_registry",
        "templates", "tests", "fixtures", "docs", "manage.py", "pyproject.toml")  # fmt: skip
STEP = re.compile(
    r"^## (?P<title>[^`\n]*)`(?P<path>[^`]+)`（(?P<how>[^）]+)）$.*?^```\w+\n(?P<text>.*?)^```$",
    re.M | re.S,
)
MOST = 10  # files a new kind of record may touch; one of them is the migration


def steps() -> list[re.Match[str]]:
    return list(STEP.finditer((ROOT / "docs/new-record.md").read_text(encoding="utf-8")))


def follow(step: re.Match[str], folder: Path) -> None:
    path, how, text = folder / step["path"], step["how"], step["text"]
    if how == "新しく作る":
        assert not path.exists()
        path.write_text(text, encoding="utf-8")
        return
    stands = path.read_text(encoding="utf-8")
    if how == "加える":
        path.write_text(f"{stands}\n\n{text}", encoding="utf-8")
        return
    line = re.search(r"：`(.+)` の後ろ", how)[1]
    imports, _, inserted = text.rpartition("\n\n")
    assert stands.count(f"\n{line}\n") == 1
    stands = stands.replace(f"\n{line}\n", f"\n{imports}\n{line}\n{inserted}")
    path.write_text(stands, encoding="utf-8")


def run(folder: Path, *command: str) -> str:
    told = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, "DEBUG": "true", "TEST_DATABASE": "sqlite", "DATABASE_URL": ""},
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-3000:]
    return told.stdout


def test_a_kind_of_record_is_added_as_described_and_can_be_used(tmp_path: Path) -> None:
    for name in OURS:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    for step in steps():
        follow(step, tmp_path)
    run(tmp_path, "manage.py", "makemigrations", "pilots")
    run(tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/pilots/test_visits.py")


def test_a_kind_of_record_touches_few_files() -> None:
    files = [step["path"] for step in steps() if not step["path"].startswith("tests/")]
    assert len(set(files)) == len(files)
    assert len(files) + 1 <= MOST
