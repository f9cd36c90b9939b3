"""A mistake in a file of a case is said with its place, and nothing of it stays."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from casebook import cases
from organizations.models import Municipality, Platform


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[[pilott]]\n", "「pilott」という種類の記録はありません"),
        ('[[platform]]\nname = "甲"\ncolour = "青"\n', "項目「colour」はありません"),
        ('[[platform]]\nname = "甲"\nsource = "999"\n', "SourceDocument「999」が見つかりません"),
        ("[[platform]\n", "platform.toml"),
    ],
)
def test_a_file_with_a_mistake_says_where(
    content: str,
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    koto: Municipality,
) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "case.toml").write_text('[case]\nmunicipality = "131083"\n', encoding="utf-8")
    (folder / "platform.toml").write_text(content, encoding="utf-8")
    monkeypatch.setattr(cases, "FOLDER", tmp_path)
    with pytest.raises(CommandError, match=re.escape(sentence)):
        call_command("load_cases", only="new")
    assert not Platform.objects.exists()
