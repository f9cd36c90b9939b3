"""The questionnaire is there before the answers: made from a sheet, found again in what arrives."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from webtest import TestApp, Upload

from organizations.models import Municipality, User
from surveys import actions
from surveys.importing.planning.drafts import read_batch
from surveys.importing.planning.recognition import recognised_survey
from surveys.importing.reading.reader import read as source_of
from surveys.importing.table.formats import read_any_questionnaire
from surveys.models import ImportBatch, Question, Response, Survey
from tests.importing.carried import commit, planned, undo
from tests.importing.lists.files import draft
from tests.pages.hand import enter, the_form, write

pytestmark = pytest.mark.django_db

SHEET = """番号,設問文,まとまり,種類,選択肢コード,選択肢,その他,排他,回答の条件,最小,最大,年月の細かさ,単位
問1,居場所を開く頻度,,単一回答,1,毎週,,,,,,,
問1,居場所を開く頻度,,単一回答,2,毎月,,,,,,,
問2,来る人（複数選択可）,,複数回答,1,こども,,,,,,,
問2,来る人（複数選択可）,,複数回答,2,若者,,,,,,,
問2,来る人（複数選択可）,,複数回答,3,だれも来ない,,○,,,,,
問2,来る人（複数選択可）,,複数回答,4,その他,○,,,,,,
問3,1回の人数（人）,,数値,,,,,問1=1,0,200,,人
問4,始めた年,,日付,,,,,,,,年,
問5,始まる時刻,,時刻,,,,,,,,,
問6-1,名称,公開の可否,単一回答,1,公開してよい,,,,,,,
問6-1,名称,公開の可否,単一回答,2,公開しない,,,,,,,
"""
ANSWERS = """No,団体名,問1 頻度,問2 来る人,問3 人数,問4 設立年,問5 開始,問6 公開の可否（名称）
1,みなとの灯,毎週,こども、若者,12人,平成15年,午後1時半,可
2,あさひ町会,毎月,だれも来ない、こども,5,2011,10:00,不可
3,つむぎの家,毎週,その他（近所の人）,300,令和2年,9時,公開してよい
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "questionnaire.csv").write_text(SHEET, encoding="utf-8")
    (tmp_path / "answers.csv").write_text(ANSWERS, encoding="utf-8")
    return tmp_path


def made(folder: Path, koto: Municipality, name: str = "questionnaire.csv") -> dict[str, Any]:
    printed = StringIO()
    call_command(
        "import_questionnaire", folder / name, municipality=koto.code, key="places",
        title="居場所調査", json=True, stdout=printed,
    )  # fmt: skip
    return dict(json.loads(printed.getvalue()))


def read(folder: Path, **more: Any) -> dict[str, Any]:
    printed = StringIO()
    call_command(
        "import_responses", folder / "answers.csv", survey="places", dry_run=True, json=True,
        stdout=printed, **more,
    )  # fmt: skip
    return dict(json.loads(printed.getvalue()))


def test_a_survey_is_made_from_the_sheet(folder: Path, koto: Municipality) -> None:
    printed = made(folder, koto)
    assert [q["number"] for q in printed["questions"]] == [
        "問1", "問2", "問3", "問4", "問5", "問6-1",
    ]  # fmt: skip
    second, third = printed["questions"][1:3]
    assert second["options"][2] == {
        "code": "3", "label": "だれも来ない", "other": False, "exclusive": True,
    }  # fmt: skip
    assert (third["condition"], third["min"], third["max"], third["unit"]) == (
        "問1=1", "0", "200", "人",
    )  # fmt: skip
    assert Survey.objects.get().questions.count() == 6


def test_a_survey_that_has_questions_keeps_them(folder: Path, koto: Municipality) -> None:
    made(folder, koto)
    with pytest.raises(CommandError, match="すでに設問があります"):
        made(folder, koto)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("問7,文,,点数,,,,,,,,,", "13行目：種類「点数」は使えません"),
        ("問7,,,数値,,,,,,,,,", "13行目：設問文がありません"),
        ("問7,文,,単一回答,,,,,,,,,", "問7に選択肢がありません"),
        ("問7,文,,数値,1,はい,,,,,,,", "種類が選択式ではありません"),
        (
            "問7,文,,単一回答,1,はい,,,問7=1,,,,",
            "問7の回答の条件「問7=1」が、その設問自身か、あとの設問を指しています",
        ),
        ("問7,文,,数値,,,,,問9=1,,,,", "回答の条件「問9=1」に当たる設問か選択肢がありません"),
        ("問7,文,,数値,,,,,,すこし,,,", "最小・最大の「すこし」が数ではありません"),
        ("問1,居場所,,単一回答,3,毎日,,,,,,,", "番号「問1」が離れた行にもあります"),
        ("問6-1,名称,公開の可否,単一回答,3,公開しない,,,,,,,", "同じ選択肢「公開しない」"),
        (
            "問6-1,所在地,公開の可否,単一回答,3,未定,,,,,,,",
            "13行目：設問文「所在地」が、番号「問6-1」の最初の行（名称）と違います",
        ),
        (",所在地,,,3,未定,,,,,,,", "13行目：設問文「所在地」が、番号「問6-1」の最初の行"),
        ("問6-1,名称,公開の可否,複数回答,3,未定,,,,,,,", "13行目：種類「複数回答」が"),
        (
            "問6-1,名称,公開の可否,単一回答,3,未定,,,問1=1,,,,",
            "13行目：回答の条件「問1=1」が、番号「問6-1」の最初の行（空欄）",
        ),
        (f"問7,{'長' * 1001},,自由記述,,,,,,,,,", "問7の設問文が長すぎます。1000文字以内に"),
        (f"問7,文,,単一回答,1,{'長' * 501},,,,,,,", "の選択肢「長+…」が長すぎます。500文字以内に"),
    ],
)
def test_a_sheet_that_says_something_else_is_refused(
    line: str, says: str, folder: Path, koto: Municipality
) -> None:
    (folder / "questionnaire.csv").write_text(f"{SHEET}{line}\n", encoding="utf-8")
    with pytest.raises(CommandError, match=says):
        made(folder, koto)
    assert not Survey.objects.exists()


def test_every_column_of_the_sheet_is_read_or_told(folder: Path, koto: Municipality) -> None:
    heading, *rows = SHEET.splitlines()
    heading = heading.replace("選択肢コード", "コード") + ",備考"
    found = read_any_questionnaire(source_of("\n".join([heading, *rows]).encode()))
    assert [choice.code for choice in found.questions[0].choices] == ["1", "2"]
    assert found.told == ["N列「備考」は、設問の表にない列なので読んでいません。"]


def test_what_was_asked_and_did_not_arrive_is_told(folder: Path, koto: Municipality) -> None:
    made(folder, koto)
    assert read(folder)["missing_questions"] == []
    lines = [line.split(",") for line in ANSWERS.splitlines()]
    kept = "\n".join(",".join([*cells[:4], *cells[5:7]]) for cells in lines)
    (folder / "answers.csv").write_text(kept, encoding="utf-8")
    assert read(folder)["missing_questions"] == [
        {"number": "問3", "text": "1回の人数（人）"},
        {"number": "問6-1", "text": "名称"},
    ]


def test_what_arrives_is_read_as_it_was_asked(folder: Path, koto: Municipality) -> None:
    made(folder, koto)
    result = read(folder)
    numbers = {q["number"]: q["columns"] for q in result["questions"] if q["number"]}
    assert numbers == {
        "問1": [3], "問2": [4], "問3": [5], "問4": [6], "問5": [7], "問6-1": [8],
    }  # fmt: skip
    first, second, third = (row["values"] for row in result["rows"])
    assert first["問2"] == {"options": ["こども", "若者"], "other": None}
    assert (first["問3"]["value"], first["問4"], first["問5"]) == (12, "2003", "13:30")
    assert third["問2"] == {"options": [], "other": "近所の人"}
    assert third["問3"] == {"missing": "invalid"}
    assert second["organization:name"] == "あさひ町会"
    messages = {row["row"]: [p["message"] for p in row["problems"]] for row in result["rows"]}
    assert any("いっしょには選べません" in text for text in messages[3])
    assert any("ほかの人の回答があります" in text for text in messages[3])
    assert any("範囲にありません" in text for text in messages[4])


def test_what_a_person_says_of_words_is_held_to(folder: Path, koto: Municipality) -> None:
    made(folder, koto)
    said = folder / "decisions.json"
    said.write_text(
        json.dumps({"values": {"問6-1": {"可": "公開してよい", "不可": "公開しない"}}}),
        encoding="utf-8",
    )
    rows = read(folder, decisions=said)["rows"]
    assert [row["values"]["問6-1"] for row in rows] == [
        "公開してよい", "公開しない", "公開してよい",
    ]  # fmt: skip


def test_decisions_that_can_t_be_read_are_told(folder: Path, koto: Municipality) -> None:
    made(folder, koto)
    for text in ("{", "[]", '{"columns": {"a": {}}}'):
        (folder / "decisions.json").write_text(text, encoding="utf-8")
        with pytest.raises(CommandError, match="決めたことのファイルを読み取れません"):
            read(folder, decisions=folder / "decisions.json")
    assert not ImportBatch.objects.exists()


@pytest.fixture
def browser(coordinator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(coordinator)


def test_a_question_chosen_by_hand_is_taken_as_it_is(
    folder: Path, koto: Municipality, browser: TestApp
) -> None:
    """Headings nobody could know: the person names the question, its options come with it."""
    made(folder, koto)
    survey = Survey.objects.get()
    data = "団体名,あれ,これ\nみなとの灯,1,2\nあさひ町会,2,1;4\nつむぎの家,1,1;2\n"
    file = Upload("回答.csv", data.encode())
    page = enter(browser, "/imports/new/", survey=survey.pk, file=file)
    batch = ImportBatch.objects.get()
    columns = browser.get(f"/imports/{batch.pk}/columns/")
    offered = {label: value for value, _, label in the_form(columns)["target_1"].options}
    second = next(value for label, value in offered.items() if "問2" in label)
    write(columns, target_1="ignore", target_2=second)
    batch.refresh_from_db()
    [field] = [f for f in batch.fields if f["number"] == "問2"]
    assert [c["label"] for c in field["choices"]] == ["こども", "若者", "だれも来ない", "その他"]
    assert page and Question.objects.get(number="問2").options.count() == 4


@pytest.mark.parametrize(
    ("heading", "survey"),
    [
        (
            "No,団体名,Q1 居場所を開く頻度,Q2 来る人,Q3 人数（人）,Q4 始めた年,Q5 開始,Q6 公開の可否 [名称]",
            "居場所調査",
        ),
        ("No,団体名,頻度,来る人,人数,始めた年,開始,公開の可否（名称）", "居場所調査"),
        ("No,団体名,問1 予算,問2 職員,問3 備品,問4 車両,問5 会場,問6 保険", None),
    ],
)
def test_the_first_file_of_a_questionnaire_is_recognised(
    heading: str, survey: str | None, folder: Path, koto: Municipality, coordinator: User
) -> None:
    made(folder, koto)
    _, *rows = ANSWERS.splitlines()
    batch = actions.start_import(
        data="\n".join([heading, *rows]).encode(), name="第1回.csv", municipality=koto,
        new_survey={"title": "第1回", "key": "first"}, by=coordinator,
    )  # fmt: skip
    found = recognised_survey(batch, read_batch(batch))
    assert (found and found.title) == survey


@pytest.mark.parametrize("heading", ["長" * 15_000, f"Q2 {'長' * 998}"])
def test_a_heading_longer_than_a_question_is_kept_as_long_as_it_may_be(
    heading: str, koto: Municipality, coordinator: User
) -> None:
    """Two of them are told apart all the same, and the columns' page says that they are cut."""
    rows = [f"団体名,{heading},{heading}", *(f"団体{n},毎週{n},毎月{n}" for n in range(9))]
    batch = actions.start_import(
        data="\n".join(rows).encode(), name="回答.csv", municipality=koto,
        new_survey={"title": "長い調査", "key": "long"}, by=coordinator,
    )  # fmt: skip
    assert "先頭の990文字です" in planned(batch).fields[1].reason
    commit(batch.pk, by=coordinator)
    texts = list(Survey.objects.get().questions.values_list("text", flat=True))
    assert [len(text) for text in texts] == [990, 993]
    assert Response.objects.first().answers.count() == 2


def test_a_committed_import_is_not_begun_again(
    folder: Path, koto: Municipality, browser: TestApp, coordinator: User
) -> None:
    """What stands would go in twice; once it is taken back it may."""
    batch = actions.start_import(
        data=ANSWERS.encode(), name="回答.csv", municipality=koto,
        new_survey={"title": "調査", "key": "once"}, by=coordinator,
    )  # fmt: skip
    commit(batch.pk, by=coordinator)
    with pytest.raises(actions.NoDraft, match="もう一度始められません"):
        actions.reopen(batch, by=coordinator)
    assert ImportBatch.objects.count() == 1
    undo(batch.pk, by=coordinator)
    assert actions.reopen(batch, by=coordinator).state == "draft"


def test_the_address_of_a_later_step_begins_no_reading(
    koto: Municipality, browser: TestApp, coordinator: User
) -> None:
    batch = actions.start_import(
        data=ANSWERS.encode(), name="回答.csv", municipality=koto,
        new_survey={"title": "調査", "key": "large"}, by=coordinator,
    )  # fmt: skip
    ImportBatch.objects.filter(pk=batch.pk).update(in_background=True)
    there = browser.get(f"/imports/{batch.pk}/check/")
    assert there.status_code == 302
    batch.refresh_from_db()
    assert (batch.state, batch.step) == ("draft", "reading")


def test_the_result_of_a_list_says_which_rows_stayed_out(
    koto: Municipality, browser: TestApp, coordinator: User
) -> None:
    batch = draft(koto, ["団体名", "法人番号"], ["つむぎの家", "12"], ["", "345"])
    commit(batch.pk, by=coordinator)
    result = browser.get(f"/imports/{batch.pk}/").text
    assert "取込めない行" in result and "団体名が空欄です。" in result
    assert "値を除いた行、確かめる行" in result and "備考に残しました" in result
