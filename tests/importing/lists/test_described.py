"""What the command line prints of a list: its columns by role, and every row."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from organizations.models import Municipality, Organization
from surveys.importing.lists import organization_values
from tests.importing.files import csv_bytes

pytestmark = pytest.mark.django_db

ROWS = [
    ("団体名", "電話番号", "メール", "住所", "法人番号", "定員", "備考"),
    (
        "みなと食堂",
        "03-1234-5678",
        "minato@example.jp",
        "東京都江東区東陽4-11-28",
        "",
        "20",
        "火曜",
    ),
    ("あおぞら会", "", "みなと", "", "1234567890123", "", ""),
    ("", "03-1111-2222", "", "江東区海辺1", "", "", ""),
]


def described(koto: Municipality, folder: Path, rows: list[tuple[str, ...]]) -> dict:
    file = folder / "団体.csv"
    file.write_bytes(csv_bytes(rows))
    out = StringIO()
    call_command(
        "import_organizations", file, municipality=koto.code, dry_run=True, json=True, stdout=out
    )
    return json.loads(out.getvalue())


def test_columns_have_roles_and_rows_their_values(koto: Municipality, tmp_path: Path) -> None:
    found = described(koto, tmp_path, ROWS)
    assert [question["role"].split(":")[-1] for question in found["questions"]] == [
        "name", "phone", "email", "address", "corporate_number", "question", "note",
    ]  # fmt: skip
    assert found["header_rows"] == [1]
    assert found["rows"][0]["values"] == {
        "organization:name": "みなと食堂",
        "organization:phone": "03-1234-5678",
        "organization:email": "minato@example.jp",
        "organization:address": "東京都江東区東陽4-11-28",
        "organization:corporate_number": {"missing": "blank"},
        "note": "火曜",
    }
    assert not Organization.objects.exists()


def test_what_is_no_value_is_told_at_its_column(koto: Municipality, tmp_path: Path) -> None:
    _first, second, third = described(koto, tmp_path, ROWS)["rows"]
    assert sorted(problem["column"] for problem in second["problems"]) == [3, 5]
    assert second["values"]["organization:email"] == {"missing": "blank"}
    assert [(p["column"], p["message"]) for p in third["problems"]] == [(1, "団体名が空欄です。")]


def test_an_unfit_value_is_a_problem_whatever_is_said_of_it(
    koto: Municipality, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(organization_values, "KEPT", "メモにあります。")
    second = described(koto, tmp_path, ROWS)["rows"][1]
    assert sorted(problem["column"] for problem in second["problems"]) == [3, 5]
    assert not second["corrections"]


def test_a_refusal_is_printed_as_one(koto: Municipality, tmp_path: Path) -> None:
    found = described(koto, tmp_path, [("年齢", "人数"), ("0歳", "10"), ("1歳", "12")])
    assert found["refused"] and "団体名" in found["message"]
