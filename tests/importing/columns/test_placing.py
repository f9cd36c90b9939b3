"""Columns → questions of a questionnaire that was there before, in the layouts files come in."""

from __future__ import annotations

import pytest

from surveys.importing.columns.placing import Decided
from surveys.importing.shapes import Chosen, Missing
from tests.importing.known import STOCK, answers, columns, question, read

STOCKED = ("飲料水", "毛布", "発電機", "なにもない", "その他")


def test_one_column_per_option_with_the_text_of_the_other_behind() -> None:
    headings = (
        "回答ID",
        *(f"問3 備蓄しているもの_{label}" for label in STOCKED),
        "問3_その他（自由記述）",
    )
    fields, rows = read(headings, ("0001", 1, 0, 1, 0, 1, "土のう"), ("0002", 0, 0, 0, 1, 0, ""))

    assert list(columns(fields).values())[1:] == [*(f"問3:{x}" for x in STOCKED), "問3:other"]
    assert answers(fields, rows[0])["問3"] == Chosen(("飲料水", "発電機"), "土のう")
    assert answers(fields, rows[1])["問3"] == Chosen(("なにもない",))


def test_options_by_number_alone_with_the_usual_codes_for_no_answer() -> None:
    headings = ("SAMPLEID", *(f"Q3_{n}" for n in range(1, 6)), "Q3_FA")
    fields, rows = read(
        headings,
        ("0001", 1, 0, 1, 0, 1, "土のう"),
        ("0002", *[99] * 5, ""),
        ("0003", *[88] * 5, ""),
    )

    assert list(columns(fields).values())[1:] == [*(f"問3:{x}" for x in STOCKED), "問3:other"]
    found = [answers(fields, row)["問3"] for row in rows]
    assert found == [
        Chosen(("飲料水", "発電機"), "土のう"), Missing("no_answer"), Missing("not_asked")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "heading", ["Q3_{}", "問3 備蓄しているもの（{}位）", "備蓄しているもの その{}"]
)
def test_several_columns_with_an_answer_each(heading: str) -> None:
    headings = ("回答ID", *(heading.format(n) for n in (1, 2, 3)))
    fields, rows = read(headings, ("0001", 3, 1, ""), ("0002", 2, 5, 1), ("0003", "", 4, ""))

    assert list(columns(fields).values())[1:] == ["問3"] * 3
    assert answers(fields, rows[0])["問3"] == Chosen(("発電機", "飲料水"))
    assert answers(fields, rows[1])["問3"] == Chosen(("毛布", "その他", "飲料水"))
    assert answers(fields, rows[2])["問3"] == Chosen(("なにもない",))


def test_a_single_question_spread_over_its_options() -> None:
    labels = ("町会", "自治会", "商店会", "その他")
    headings = (
        "回答ID",
        *(f"問1 会の形態_{label}" for label in labels),
        "問1 会の形態_その他（具体的に）",
    )
    fields, rows = read(
        headings, ("0001", 0, 1, 0, 0, ""), ("0002", 0, 0, 0, 1, "団地"), ("0003", 1, 1, 0, 0, "")
    )

    found = [answers(fields, row)["問1"] for row in rows]
    assert found == [Chosen(("自治会",)), Chosen((), "団地"), Missing("invalid")]
    assert [problem.code for problem in rows[2].problems] == ["several"]


def test_columns_headed_by_an_option_and_nothing_else() -> None:
    headings = ("団体名", "備蓄しているもの", *STOCKED, "会費の月額")
    fields, _ = read(
        headings,
        ("一丁目会", "飲料水, 毛布", 1, 1, 0, 0, 0, "300円未満"),
        ("二丁目会", "発電機", 0, 0, 1, 0, 0, "1,001円以上"),
    )

    assert list(columns(fields).values())[1:] == ["問3", *(f"問3:{x}" for x in STOCKED), "問9"]


# ------------------------------------------------------------------ a joined column as a check

BOTH = ("回答ID", "問3 備蓄しているもの", *(f"問3 備蓄しているもの_{label}" for label in STOCKED))


@pytest.mark.parametrize(
    ("joined", "marks", "value", "told"),
    [
        ("飲料水;毛布", (1, 1, 0, 0, 0), Chosen(("飲料水", "毛布")), []),
        ("毛布;飲料水", (1, 1, 0, 0, 0), Chosen(("飲料水", "毛布")), []),
        ("飲料水;その他（土のう）", (1, 0, 0, 0, 1), Chosen(("飲料水",), "土のう"), []),
        ("", (1, 0, 0, 0, 0), Chosen(("飲料水",)), ["columns_disagree"]),
        ("飲料水", (1, 1, 0, 0, 0), Chosen(("飲料水", "毛布")), ["columns_disagree"]),
        ("飲料水", (0, 0, 0, 0, 0), Chosen(("飲料水",)), ["columns_disagree"]),
        ("飲料水", ("", "", "", "", ""), Chosen(("飲料水",)), ["columns_disagree"]),
    ],
)
def test_the_joined_column_is_held_against_the_options(
    joined: str, marks: tuple[object, ...], value: Chosen, told: list[str]
) -> None:
    fields, rows = read(BOTH, ("0001", joined, *marks), ("0002", "発電機", 0, 0, 1, 0, 0))

    assert answers(fields, rows[0])["問3"] == value
    assert [problem.code for problem in rows[0].problems] == told
    assert rows[1].problems == []


def test_ranks_in_the_columns_of_options_are_no_codes() -> None:
    headings = ("回答ID", *(f"問3 {label}" for label in STOCKED[:3]))
    fields, rows = read(headings, ("0001", 1, 2, 3), ("0002", 3, 1, 2), ("0003", 2, 3, 1))

    assert set(columns(fields).values()) == {""}  # open: a person says what they are


# ------------------------------------------------------------------ place and neighbours


def test_a_heading_beyond_recognition_is_known_by_its_place() -> None:
    headings = ("団体名", "自主防災組織を立ち上げた年月", "開会の時刻", "防災訓練をしていますか")
    rows = (
        ("一丁目会", "2019年4月", "19:00", "はい"),
        ("二丁目会", "2020年5月", "18:30", "いいえ"),
    )
    fields, _ = read(headings, *rows)

    assert columns(fields)[3] == "問5"
    assert next(field for field in fields if field.number == "問5").confidence < 0.9


def test_a_strange_column_in_that_place_stays_open() -> None:
    headings = ("団体名", "自主防災組織を立ち上げた年月", "入力者", "防災訓練をしていますか")
    rows = (("一丁目会", "2019年4月", "山川", "はい"), ("二丁目会", "2020年5月", "海野", "いいえ"))

    assert columns(read(headings, *rows)[0])[3] == ""


def test_two_questions_alike_are_left_to_a_person() -> None:
    fields, _ = read(("団体名", "進み具合"), ("一丁目会", "済み"), ("二丁目会", "準備中"))

    assert columns(fields)[2] == ""


# ------------------------------------------------------------------ what a person decides


def test_what_is_decided_takes_the_question_as_it_is() -> None:
    decided = {2: Decided(number="問3"), 3: Decided(number="問3", other_text=True)}
    fields, rows = read(
        ("団体名", "もの", "ほか"), ("一丁目会", "飲料水／毛布", "土のう"), decided=decided
    )

    field = next(field for field in fields if field.number == "問3")
    assert [choice.label for choice in field.choices] == [choice.label for choice in STOCK.choices]
    assert answers(fields, rows[0])["問3"] == Chosen(("飲料水", "毛布"), "土のう")


LEFT = (
    question("問1", "あなたの年齢層", "single", "10代", "20～30代", "40代以上"),
    question("問2", "会が始まる時刻", "time"),
    question("問3", "会ができた年月", "date", precision="年月"),
    question("問4", "図書館への要望", "text"),
    question("問5", "登録団体の番号", "id"),
)


@pytest.mark.parametrize(
    ("heading", "cells", "number"),
    [
        ("年代", ("10代", "20～30代", "10代"), "問1"),  # the options
        ("開始時間", ("午後5時半", "9:30", "10:00"), "問2"),  # the only hours asked for
        ("設立", ("平成5年8月", "2003年1月", "2010年4月"), "問3"),
        ("要望", ("本をふやして", "早く開けて", "席がほしい"), "問4"),  # a word in common
        ("団体No.", ("0012", "0013", "0014"), "問5"),
        ("受付日", ("2024-03-05", "2024-03-06", "2024-03-07"), ""),  # a clerk's date
        ("様子", ("元気", "静か", "にぎやか"), ""),
    ],
)
def test_a_short_heading_is_the_only_question_left_for_it(
    heading: str, cells: tuple[str, ...], number: str
) -> None:
    rows = [(f"A{n}", cell) for n, cell in enumerate(cells, start=1)]
    fields, _rows = read(["回答ID", heading], *rows, questions=LEFT)
    found = fields[1]
    assert found.number == number
    assert not number or found.confidence < 0.9


def test_two_columns_for_one_question_are_left_to_a_person() -> None:
    fields, _rows = read(
        ["回答ID", "設立", "法人化"],
        ("A1", "平成5年8月", "2003年1月"),
        ("A2", "平成6年8月", "2004年1月"),
        questions=LEFT,
    )
    assert [field.number for field in fields] == ["", "", ""]


ACTIVE = (
    question("問1", "参加している活動", "multi", "町会", "サークル", "ボランティア"),
    question("問1-1", "参加頻度", "single", "月1回", "週1回"),
)


@pytest.mark.parametrize(
    "heading",
    [
        "問1_{}",
        "問1-{}",
        "問1（{}）",
        "問1【{}】",
        "問1[{}]",
        "問1/{}",
        "問1「{}」",
        "問1：{}",
        "Q1.{}",
    ],
)
@pytest.mark.parametrize("marks", [("1", "0"), ("○", ""), ("1", "")])
def test_an_option_behind_the_number_of_its_question(heading: str, marks: tuple[str, str]) -> None:
    ticked = [(0, 1, 0), (1, 0, 1), (0, 0, 1), (1, 1, 0)]
    rows = [(f"A{n}", *(marks[not tick] for tick in row)) for n, row in enumerate(ticked)]
    headings = [heading.format(choice.label) for choice in ACTIVE[0].choices]
    fields, found = read(["回答ID", *headings], *rows, questions=ACTIVE)
    assert columns(fields) == {1: "", 2: "問1:町会", 3: "問1:サークル", 4: "問1:ボランティア"}
    assert answers(fields, found[1])["問1"] == Chosen(("町会", "ボランティア"))


VISITS = question("問5", "訓練の内容", "multi", "炊き出し", "安否確認（戸別訪問）", "煙体験")


@pytest.mark.parametrize("heading", ["問5[{}]", "問5（{}）", "問5【{}】", "問5_{}", "問5[{}] "])
@pytest.mark.parametrize("marks", [("1", "0"), ("○", ""), ("1", "")])
def test_an_option_with_brackets_of_its_own_in_brackets(
    heading: str, marks: tuple[str, str]
) -> None:
    ticked = [(0, 1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 0)]
    rows = [(f"A{n}", *(marks[not tick] for tick in row)) for n, row in enumerate(ticked)]
    headings = [heading.format(choice.label) for choice in VISITS.choices]
    fields, found = read(["回答ID", *headings], *rows, questions=[VISITS])
    named = (f"問5:{choice.label}" for choice in VISITS.choices)
    assert columns(fields) == {1: ""} | dict(enumerate(named, start=2))
    assert answers(fields, found[0])["問5"] == Chosen(("安否確認（戸別訪問）",))


TROUBLES = (
    question("問1", "会の種別をお選びください", "single", "町会", "自治会", "その他*"),
    question("問2", "お困りごとをすべてお選びください", "multi", "担い手", "資金", "その他*"),
)


@pytest.mark.parametrize(
    ("kind", "troubles", "other"),
    [
        ("種別", "困りごと", "困りごと_その他"),
        ("団体の形態", "会の課題", "会の課題_その他"),  # known only by its cells and its place
        ("問1 種別", "問2 困りごと", "その他（具体的に）"),
        ("問1 種別", "問2 困りごと", "その他記述"),
        ("問1 種別", "問2 困りごと", "その他の内容"),
    ],
)
def test_the_text_of_the_other_belongs_to_the_column_on_its_left(
    kind: str, troubles: str, other: str
) -> None:
    first = other.replace(troubles, kind)
    fields, rows = read(
        ("回答ID", kind, first, troubles, other),
        ("A1", "町会", "", "担い手、その他", "名簿が古い"),
        ("A2", "その他", "商店会", "資金", ""),
        ("A3", "自治会", "", "担い手、資金", ""),
        questions=TROUBLES,
    )
    assert columns(fields) == {1: "", 2: "問1", 3: "問1:other", 4: "問2", 5: "問2:other"}
    assert answers(fields, rows[0])["問2"] == Chosen(("担い手",), "名簿が古い")
    assert answers(fields, rows[1])["問1"] == Chosen((), "商店会")


def test_another_question_about_other_things_stays_one() -> None:
    fields, _rows = read(
        ("回答ID", "問2 困りごと", "その他、ご意見・ご要望"),
        ("A1", "担い手、その他", "椅子がほしい"),
        ("A2", "資金", "とくにない"),
        questions=TROUBLES,
    )
    assert columns(fields)[3] == ""


@pytest.mark.parametrize("part", ["問1-1", "問1SQ1", "問1付問1", "問1-1 参加頻度"])
@pytest.mark.parametrize("cells", [("月1回", "週1回"), ("1", "2")])
def test_a_question_that_is_numbered_like_an_option(part: str, cells: tuple[str, str]) -> None:
    rows = [(f"A{n}", n % 2, 1, 0, cells[n % 2]) for n in range(6)]
    fields, found = read(["回答ID", "問1_1", "問1_2", "問1_3", part], *rows, questions=ACTIVE)
    assert columns(fields) == {
        1: "", 2: "問1:町会", 3: "問1:サークル", 4: "問1:ボランティア", 5: "問1-1",
    }  # fmt: skip
    assert answers(fields, found[1])["問1-1"] == Chosen(("週1回",))


def test_figures_before_options_are_no_numbers_of_questions() -> None:
    asked = (
        question("問1", "性別", "single", "男", "女"),
        question("問2", "参加している活動", "multi", "町会", "サークル", "ボランティア"),
        question("問3", "ひとこと", "text"),
    )
    headings = ["回答ID", "性別", "1.町会", "2.サークル", "3.ボランティア"]
    fields, _rows = read(headings, ("A1", "男", 1, 0, 1), ("A2", "女", 0, 1, 1), questions=asked)
    assert columns(fields) == {
        1: "", 2: "問1", 3: "問2:町会", 4: "問2:サークル", 5: "問2:ボランティア",
    }  # fmt: skip


# ------------------------------------------------------------------ free texts, called otherwise

REMARKS = (
    question("問1", "活動の頻度", "single", "毎週", "毎月", "年に数回"),
    question("問2", "会員数（人）", "number"),
    question("問3", "困っていること", "text"),
    question("問4", "参加の意向", "single", "したい", "しない"),
    question("問5", "ご意見", "text"),
)
WRITTEN = ("とくにありません。これからもよろしく", "若い担い手がほしいです", "会場が遠い")
OFTEN = ("毎週", "毎月", "毎週")


@pytest.mark.parametrize(
    ("headings", "written", "placed"),
    [
        ((*"ABCD", "自由意見（その他お困りごと）"), WRITTEN, "問5"),
        ((*"ABCD", "さいごにひとこと"), WRITTEN, "問5"),  # nothing else is left
        ((*"AB", "困りごと", *"D"), WRITTEN, "問3"),  # 問5 wasn't asked this time
        ((*"AB", "要望", "名簿に載せる", *"D"), WRITTEN, ""),  # a new question beside it
        ((*"ABD", "さいごにひとこと"), WRITTEN, ""),  # 問3 wasn't asked, so 問5 may not be either
        ((*"ABD", "自由意見"), WRITTEN, "問5"),
        ((*"ABCD", "備考"), WRITTEN, ""),  # a clerk's
        ((*"ABCD", "性別"), ("男性", "女性", "男性"), ""),  # a new question, no free text
        ((*"ABCD", "世帯の人数"), ("3", "4", "5"), ""),
        ((*"ABCD", "入力した職員のメモ"), WRITTEN, ""),
        ((*"ABCD", "自由意見", "お気づきの点"), WRITTEN, ""),  # two columns for one question
        ((*"ABC", "問5 ご意見", "問9 自由意見"), WRITTEN, "問5"),  # that one is a ninth
    ],
)
def test_a_free_text_is_known_where_it_alone_is_left(
    headings: tuple[str, ...], written: tuple[str, ...], placed: str
) -> None:
    named = dict(zip("ABCD", (q.text for q in REMARKS), strict=False))
    wanted = ("したい", "しない", "したい")
    cells = {"A": OFTEN, "B": ("12", "30", "8"), "C": WRITTEN[::-1], "D": wanted}
    rows = [(f"R{n}", *(cells.get(heading, written)[n] for heading in headings)) for n in range(3)]
    heads = ("回答ID", *(named.get(heading, heading) for heading in headings))
    fields, _rows = read(heads, *rows, questions=REMARKS)
    found = {f.number: f for f in fields if f.header[0] in headings[2:] and f.number}
    assert "".join(found) == placed
    if placed and "問5 ご意見" not in headings:
        assert found[placed].confidence < 0.9 and "残った" in found[placed].reason
