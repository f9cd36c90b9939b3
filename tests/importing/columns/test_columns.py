"""What the columns of a file are proposed to be, and why."""

from __future__ import annotations

from typing import Any

import pytest

from surveys.importing.columns.proposal import propose, refit
from surveys.importing.columns.roles import role_of
from surveys.importing.shapes import Choice, Chosen, Field, Missing
from surveys.importing.table.layout import find_layout
from surveys.importing.values.rows import read_rows
from tests.importing.files import sheet


def fields_of(*rows: tuple[Any, ...], **known: Any) -> list[Field]:
    table = sheet(*rows)
    return propose(table, find_layout(table), **known)


def labels(field: Field) -> list[str]:
    return [choice.label for choice in field.choices]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("団体名を教えてください", "organization:name"),
        ("貴団体の名称をご記入ください。", "organization:name"),
        ("Q1. 法人名（正式名称）", "organization:name"),
        ("子ども食堂の名称", "organization:name"),
        ("貴事業所名", "organization:name"),
        ("Name of your organization", "organization:name"),
        ("団体名（ふりがな）", "organization:kana"),
        ("事業所名フリガナ", "organization:kana"),
        ("電話番号", "organization:phone"),
        ("連絡先電話番号（ハイフンなし）", "organization:phone"),
        ("TEL", "organization:phone"),
        ("代表メールアドレス", "organization:email"),
        ("郵便番号", "organization:postal_code"),
        ("団体所在地", "organization:address"),
        ("ホームページURL", "organization:url"),
        ("法人番号（13桁）", "organization:corporate_number"),
        ("市区町村名", "organization:municipality"),
        ("回答ID", "respondent_key"),
        ("SAMPLEID", "respondent_key"),
        ("受付番号", "respondent_key"),
        ("No.", "respondent_key"),
        ("タイムスタンプ", "submitted_at"),
        ("完了時刻", "submitted_at"),
        ("End Date", "submitted_at"),
        ("開始時刻", "ignore"),
        ("IP Address", "ignore"),
        ("連携したい団体名", "question"),
        ("加入している団体名をお書きください", "question"),
        ("団体名の公表に同意しますか", "question"),
        ("Q1 団体の種類として最も近いもの", "question"),
        ("電話相談の件数", "question"),
        ("担当者氏名", "question"),
        ("設立年月日", "question"),
        ("ホームページに載せてよい項目", "question"),
    ],
)
def test_a_heading_must_name_the_role_as_a_whole(heading: str, role: str) -> None:
    assert role_of(heading) == role


def test_a_heading_alone_does_not_make_a_role_against_the_values() -> None:
    rows = [("名称", "番号", "所在地")]
    rows += [("駅前", n % 2, ("東", "西")[n % 2]) for n in range(30)]
    name, number, address = fields_of(*rows)
    assert {name.role, number.role, address.role} == {"question"}


def test_only_one_column_gives_the_name() -> None:
    rows = [("団体名", "法人名"), *((f"第{n}会", f"第{n}法人") for n in range(9))]
    first, second = fields_of(*rows)
    assert (first.role, second.role) == ("organization:name", "question")
    assert "同じ役割の列「団体名」" in second.reason


def test_the_moment_of_completion_goes_before_other_moments() -> None:
    rows = [("回答日時", "完了日時", "団体名"), ("2025/4/1 9:00", "2025/4/1 9:30", "つばさ会")]
    assert [field.role for field in fields_of(*rows)][:2] == ["ignore", "submitted_at"]


def test_the_account_of_the_sender_is_not_the_organization() -> None:
    rows = [("ID", "開始時刻", "完了時刻", "メール", "名前", "団体名")]
    rows += [
        (n, "2025/4/1 9:00", "2025/4/1 9:10", "a@example.jp", "庁内", f"会{n}") for n in (1, 2)
    ]
    assert [field.role for field in fields_of(*rows)] == [
        "respondent_key",
        "ignore",
        "submitted_at",
        "ignore",
        "ignore",
        "organization:name",
    ]


# --------------------------------------------------------------------------- kinds


def repeated(values: list[Any], times: int = 10) -> list[tuple[int, Any]]:
    return [(n, value) for n, value in enumerate(values * times)]


@pytest.mark.parametrize(
    ("heading", "values", "kind"),
    [
        ("会員数", ["12", "約30人", "５", "-", "100名"], "number"),
        ("年齢", [34, 71, 22, 45], "number"),
        ("設立年月日", ["H5.4.1", "2003/1/5", "平成20年5月5日"], "date"),
        ("開設日", [38443, 40269, 43191], "date"),
        ("性別", ["1", "2"], "single"),
        ("年代", ["10代", "20代", "70歳以上"], "single"),
        ("活動の頻度", ["毎日", "週1回", "月1回"], "single"),
        ("連絡手段（複数回答可）", ["電話", "電話;メール", "メール;郵便"], "multi"),
        ("ご意見", ["特になし", "人が足りません。", "場所がない"], "text"),
        ("その他", ["雨の日が困る。\n屋根がほしい", "ありません。", "予算、人手"], "text"),
        ("郵便の宛先番号", ["0123", "0456", "0789", "0012"], "single"),
    ],
)
def test_kinds(heading: str, values: list[Any], kind: str) -> None:
    assert fields_of(("番号", heading), *repeated(values))[1].kind == kind


def test_unit_samples_and_share_are_shown() -> None:
    rows = [("団体名", "会員数（人）"), ("A会", 5), ("B会", None), ("C会", 7), ("D会", 7)]
    field = fields_of(*rows)[1]
    assert (field.unit, field.filled) == ("人", 0.75)
    assert field.samples[0] == "7"
    assert 0 < field.confidence <= 1 and field.reason


def test_words_for_no_answer_are_no_options() -> None:
    field = fields_of(("番号", "今後の意向"), *repeated(["続ける", "やめる", "無回答", "非該当"]))[
        1
    ]
    assert labels(field) == ["続ける", "やめる"]
    assert field.missing_values == {"無回答": "no_answer", "非該当": "not_asked"}


def test_a_column_without_heading_or_values_is_said_to_be_empty() -> None:
    fields = fields_of(("団体名", None, "人数"), ("A会", None, 1), ("B会", None, 2))
    assert [field.role for field in fields] == ["organization:name", "ignore", "question"]
    assert "見出しも値もない" in fields[1].reason


# --------------------------------------------------------------------------- options


def lists(cells: list[str]) -> list[tuple[Any, ...]]:
    return [("番号", "使う場所"), *enumerate(cells)]


def test_labels_that_hold_the_separator_are_learned_from_all_rows() -> None:
    cells = ["図書館、公民館", "広場、公園、緑道、図書館", "公民館", "図書館、広場、公園、緑道"] * 8
    field = fields_of(*lists(cells))[1]
    assert (field.kind, field.separator) == ("multi", "、")
    assert set(labels(field)) == {"図書館", "公民館", "広場、公園、緑道"}


def test_the_forms_separator_is_told_from_one_inside_labels() -> None:
    cells = ["親, 子;祖父母", "祖父母;近所", "親, 子", "親, 子;祖父母;近所", "近所"] * 8
    field = fields_of(*lists(cells))[1]
    assert (field.separator, set(labels(field))) == (";", {"親, 子", "祖父母", "近所"})


def test_texts_typed_behind_other_are_no_options_but_rare_options_are() -> None:
    cells = ["図書館;体育館", "体育館;公民館", "図書館;公民館", "図書館"] * 12
    cells += ["図書館;プール;公民館", "体育館;縁側", "公民館;物置"]
    field = fields_of(*lists(cells))[1]
    assert labels(field) == ["図書館", "体育館", "プール", "公民館", "その他"]
    assert field.choices[-1].is_other


def test_glued_numbers_become_codes_even_before_digits() -> None:
    cells = ["1.毎日", "2.週2～3回", "3.2か月に1回"] * 9
    field = fields_of(("番号", "開く頻度"), *enumerate(cells))[1]
    assert [(c.code, c.label) for c in field.choices] == [
        ("1", "毎日"),
        ("2", "週2～3回"),
        ("3", "2か月に1回"),
    ]


def test_numbers_show_where_a_label_with_separators_ends() -> None:
    cells = ["1.農業、林業、2.小売", "2.小売、3.飲食", "1.農業、林業", "3.飲食、漬物"] * 8
    field = fields_of(*lists(cells))[1]
    assert labels(field)[:3] == ["農業、林業", "小売", "飲食"]


# ------------------------------------------------------------------ questions of several columns

ROWS = [(n, n % 2, (n + 1) % 2, int(n % 3 == 0)) for n in range(1, 31)]


@pytest.mark.parametrize(
    ("headings", "text"),
    [
        (("Q5 行き先 [駅]", "Q5 行き先 [港]", "Q5 行き先 [山]"), "Q5 行き先"),
        (("行き先／駅", "行き先／港", "行き先／山"), "行き先"),
        (("行き先：駅", "行き先：港", "行き先：山"), "行き先"),
        (("行き先_駅", "行き先_港", "行き先_山"), "行き先"),
        (("行き先（駅）", "行き先（港）", "行き先（山）"), "行き先"),
        (("行き先①駅", "行き先②港", "行き先③山"), "行き先"),
    ],
)
def test_a_column_per_option_is_one_question(headings: tuple[str, ...], text: str) -> None:
    field = fields_of(("ID", *headings), *ROWS)[1]
    assert (field.text, field.kind, field.form) == (text, "multi", "flags")
    assert labels(field) == ["駅", "港", "山"]
    assert field.columns == [2, 3, 4]


@pytest.mark.parametrize(
    ("chosen", "empty"), [("○", None), ("レ", ""), ("TRUE", "FALSE"), ("はい", None), ("x", "")]
)
def test_marks_of_every_kind(chosen: str, empty: str | None) -> None:
    rows = [(n, *(chosen if mark else empty for mark in marks)) for n, *marks in ROWS]
    table = sheet(("ID", "行き先_駅", "行き先_港", "行き先_山"), *rows)
    layout = find_layout(table)
    read = read_rows(table, layout, propose(table, layout))
    assert read[0].values[1] == Chosen(("駅",))
    assert read[2].values[1] == Chosen(("駅", "山"))


def test_own_numbers_of_the_options_are_marks() -> None:
    rows = [(n, *(place if mark else None for place, mark in enumerate(m, 1))) for n, *m in ROWS]
    field = fields_of(("ID", "Q5_1", "Q5_2", "Q5_3"), *rows)[1]
    assert [(choice.code, choice.column) for choice in field.choices] == [
        ("1", 2),
        ("2", 3),
        ("3", 4),
    ]


def test_the_line_behind_other_belongs_to_its_question() -> None:
    rows = [(n, a, b, c, "屋台" if c else None) for n, a, b, c in ROWS]
    for last in ("行き先_T", "行き先_その他（具体的に）", "その他の内容"):
        field = fields_of(("ID", "行き先_駅", "行き先_港", "行き先_その他", last), *rows)[1]
        assert (field.columns, field.other_column) == ([2, 3, 4, 5], 5)
        assert [choice.is_other for choice in field.choices] == [False, False, True]


def test_an_opinion_is_no_line_behind_other() -> None:
    rows = [("ID", "行き先", "その他、ご意見があればお書きください")]
    rows += [(n, ("駅", "港")[n % 2], "特にありません。") for n in range(20)]
    assert len(fields_of(*rows)) == 3


def test_a_list_given_twice_is_taken_from_the_columns() -> None:
    rows: list[tuple[Any, ...]] = [("ID", "行き先", "行き先/駅", "行き先/港", "行き先/山")]
    rows += [
        (n, " ".join(name for name, m in zip("駅港山", marks, strict=True) if m), *marks)
        for n, *marks in ROWS
    ]
    joined, flags = fields_of(*rows)[1:]
    assert (joined.role, flags.role, flags.text) == ("ignore", "question", "行き先")
    assert "選択肢ごとの列" in joined.reason


def test_columns_headed_by_nothing_but_the_items_of_a_list() -> None:
    rows: list[tuple[Any, ...]] = [("ID", "行き先ALL", "駅", "港", "山", "感想")]
    rows += [
        (n, "".join(f"{a}\n" for a, m in zip("駅港山", marks, strict=True) if m), *marks, "よい。")
        for n, *marks in ROWS
    ]
    fields = fields_of(*rows)
    assert [(field.role, field.columns) for field in fields][1:3] == [
        ("ignore", [2]),
        ("question", [3, 4, 5]),
    ]


def test_a_grid_of_single_answers_keeps_one_question_per_row() -> None:
    scale = ("思う", "思わない", "わからない")
    rows: list[tuple[Any, ...]] = [("ID", "町について [静か]", "町について [便利]")]
    rows += [(n, scale[n % 2], scale[n % 3]) for n in range(30)]
    first, second = fields_of(*rows)[1:]
    assert (first.text, first.group) == ("町について [静か]", "町について")
    assert set(labels(first)) == set(labels(second)) == set(scale)


def test_yes_and_no_in_a_grid_answer_each_row() -> None:
    rows = [(n, *("はい" if mark else "いいえ" for mark in marks)) for n, *marks in ROWS]
    fields = fields_of(("ID", "施設：駐車場", "施設：授乳室", "施設：段差なし"), *rows)
    assert [field.kind for field in fields[1:]] == ["single"] * 3


# --------------------------------------------------------------------------- earlier knowledge

QUESTION = Field(
    "Q5 主な行き先",
    "multi",
    "question",
    [],
    choices=[Choice("駅"), Choice("港", aliases=["みなと"]), Choice("山、川")],
)


def test_a_question_of_the_survey_is_known_by_its_text() -> None:
    rows = lists(["駅;みなと", "山、川;駅", "港", "谷"] * 5)
    for heading, reason in (
        ("Q5 主な行き先", "設問文が同じです"),
        ("Q5 おもな行き先", "設問文が似ています"),
    ):
        table = sheet(("番号", heading), *rows[1:])
        layout = find_layout(table)
        field = propose(table, layout, known_questions=[QUESTION])[1]
        assert field.text == "Q5 主な行き先"
        assert field.reason.startswith(reason)
        assert labels(field) == ["駅", "港", "山、川"]
        read = read_rows(table, layout, [field])
        assert read[0].values[0] == Chosen(("駅", "港"))
        assert read[1].values[0] == Chosen(("山、川", "駅"))
        assert read[3].values[0] == Missing("invalid")
        assert read[3].problems[0].code == "unknown_option"


def test_each_question_is_given_once() -> None:
    rows = [("番号", "Q5 主な行き先", "Q5 主な行先"), *((n, "駅;港", "駅") for n in range(12))]
    texts = [field.text for field in fields_of(*rows, known_questions=[QUESTION])]
    assert texts == ["番号", "Q5 主な行き先", "Q5 主な行先"]


def test_a_person_may_decide_otherwise() -> None:
    table = sheet(("番号", "場所"), *enumerate(["駅、港", "駅", "港、駅", "港"] * 6))
    layout = find_layout(table)
    found = propose(table, layout)[1]
    as_text = refit(found, table, layout, role="question", kind="text", text="場所")
    assert (as_text.kind, as_text.choices, as_text.separator) == ("text", [], None)
    again = refit(as_text, table, layout, role="question", kind="multi", text="行った場所")
    assert (again.text, set(labels(again))) == ("行った場所", {"駅", "港"})
    name = refit(found, table, layout, role="organization:name", kind="multi", text="場所")
    assert (name.role, name.kind, name.choices) == ("organization:name", "text", [])


def test_a_running_number_typed_by_hand_names_no_respondent() -> None:
    rows = [(n, f"見本{n}の会", "毎週") for n in range(1, 7)]
    typed = fields_of(("No.", "団体名", "頻度"), *rows)
    assert [field.role for field in typed][:2] == ["ignore", "organization:name"]
    of_a_tool = fields_of(("ID", "団体名", "頻度"), *rows)
    assert of_a_tool[0].role == "respondent_key"
    without_names = fields_of(("No.", "年齢", "頻度"), *[(n, 30 + n, "毎週") for n in range(1, 7)])
    assert without_names[0].role == "respondent_key"
