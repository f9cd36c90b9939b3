"""The command line goes the way of the pages."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from organizations.models import Municipality
from surveys.models import ImportBatch, MappingProfile, Response, Survey

pytestmark = pytest.mark.django_db

CSV = """回答ID,団体名,Q1 活動の頻度,Q2 設立年月日
A1,NPO法人みなとの灯,毎週,平成15年4月1日
A2,こもれび食堂,毎月,2020/06/01
A3,あさひ町会,毎週,1988-05-10
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "回答.csv"
    path.write_bytes(CSV.encode("cp932"))
    return path


def run(file: Path, **options: Any) -> dict[str, Any]:
    out = io.StringIO()
    call_command("import_responses", file, json=True, stdout=out, **options)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def test_a_dry_run_reads_everything_and_writes_nothing(file: Path, koto: Municipality) -> None:
    options = {"survey": "places", "create_survey": True, "municipality": koto.code}
    result = run(file, dry_run=True, **options)
    assert result["encoding"] == "cp932"
    assert [q["kind"] for q in result["questions"]] == ["id", "text", "single", "date"]
    assert result["rows"][0]["values"]["Q2 設立年月日"] == "2003-04-01"
    assert result["import"]["new"] == 3
    assert not ImportBatch.objects.exists()
    assert not Survey.objects.exists()


def test_importing_twice_writes_once(file: Path, koto: Municipality) -> None:
    run(file, survey="places", create_survey=True, municipality=koto.code)
    assert Response.objects.count() == 3
    again = run(file, survey="places")
    assert again["refused"] is True
    assert "取り込む行がありません" in again["message"]
    assert Response.objects.count() == 3


def test_a_profile_is_used_by_its_name(file: Path, koto: Municipality) -> None:
    run(file, survey="places", create_survey=True, municipality=koto.code, title="居場所調査")
    profile = MappingProfile.objects.get(name="居場所調査")
    for field in profile.fields:
        if field["text"] == "Q1 活動の頻度":
            field["text"] = "どのくらい開いていますか"
    profile.save()
    result = run(
        file, survey="other", create_survey=True, municipality=koto.code, profile="居場所調査"
    )
    assert "どのくらい開いていますか" in [q["text"] for q in result["questions"]]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"survey": "nothing"}, "--create-survey"),
        ({"survey": "new", "create_survey": True}, "--municipality"),
        ({"survey": "new", "create_survey": True, "municipality": "131083", "user": "x"}, "利用者"),
    ],
)
def test_what_is_missing_is_said(
    options: dict[str, Any], says: str, file: Path, koto: Municipality
) -> None:
    with pytest.raises(CommandError, match=says):
        run(file, **options)
    assert not Response.objects.exists()


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, koto: Municipality) -> None:
    path = tmp_path / "回答.xlsx"
    path.write_bytes(b"")
    result = run(path, survey="places", create_survey=True, municipality=koto.code)
    assert result["refused"] is True
    assert "空" in result["message"]
