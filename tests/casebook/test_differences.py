"""What changed between two states of a sheet is said place by place, in words an officer reads."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.documents.differences import differences
from casebook.documents.shapes import (
    Block,
    Bullets,
    CaseDocument,
    Chapter,
    Figure,
    Heading,
    Pairs,
    Paragraph,
    Table,
)

COLUMNS = ("番号", "事業名称", "成果検証結果", "実施時期")
SURVEY = (1, "支援団体調査", "回収 132", None)
FORUM = (2, "フォーラム", "参加 120名\n理解 86%", date(2024, 2, 6))


def pilots(*rows: tuple[object, ...]) -> Table:
    links = tuple(f"/pilots/{row[0]}/" for row in rows)
    return Table("試行的事業一覧", COLUMNS, rows, links)


def sheet(*blocks: Block, title: str = "取組の全体像") -> CaseDocument:
    return CaseDocument(
        "仙台市　令和5年度 事例票", "報告書版", (Chapter("1", title, "c1", blocks),)
    )


Said = list[tuple[str, str, str]]


def said(old: CaseDocument, new: CaseDocument) -> Said:
    return [(d.place, d.before, d.after) for d in differences(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            [pilots(SURVEY, FORUM)],
            [pilots(SURVEY, (2, "フォーラム", "参加 121名\n理解 86%", date(2024, 2, 7)))],
            [
                ("試行的事業一覧　フォーラム　成果検証結果", "参加 120名", "参加 121名"),
                ("試行的事業一覧　フォーラム　実施時期", "令和6年2月6日（火）", "令和6年2月7日（水）"),
            ],
            id="a cell, and of a long one the line that differs",
        ),
        pytest.param(
            [pilots(SURVEY)],
            [pilots(FORUM, SURVEY)],
            [("試行的事業一覧　フォーラム", "", "2、フォーラム、参加 120名\n理解 86%、令和6年2月6日（火）")],
            id="a row was added",
        ),
        pytest.param(
            [pilots(SURVEY, FORUM)],
            [pilots(FORUM)],
            [("試行的事業一覧　支援団体調査", "1、支援団体調査、回収 132", "")],
            id="a row was removed",
        ),
        pytest.param(
            [pilots(FORUM)],
            [pilots((2, "つながりフォーラム", FORUM[2], FORUM[3]))],
            [("試行的事業一覧　つながりフォーラム　事業名称", "フォーラム", "つながりフォーラム")],
            id="a row was renamed",
        ),
        pytest.param(
            [pilots(SURVEY, FORUM)],
            [pilots(FORUM, SURVEY)],
            [("取組の全体像", "公開版の並び", "いまの並び（順序や置き場所だけが変わりました）")],
            id="rows in another order",
        ),
        pytest.param(
            [Pairs((("自治体名", "仙台市"), ("人口", "1,097,196人")))],
            [Pairs((("自治体名", "仙台市"), ("担当部局", "社会課"), ("人口", "1,096,704人")))],
            [
                ("取組の全体像　担当部局", "", "社会課"),
                ("取組の全体像　人口", "1,097,196人", "1,096,704人"),
            ],
            id="a label's value",
        ),
        pytest.param(
            [Heading("最終的なゴール"), Bullets(("誰も一人にしない", "居場所をつくる"))],
            [Heading("最終的なゴール"), Bullets(("だれも取り残さない", "居場所をつくる", "見守る"))],
            [
                ("最終的なゴール", "誰も一人にしない", "だれも取り残さない"),
                ("最終的なゴール", "", "見守る"),
            ],
            id="a bullet",
        ),
        pytest.param(
            [Heading("① 主担当部署"), Heading("総務課が担当", level=4), Bullets(("一つ目",))],
            [
                Heading("① 主担当部署"), Heading("総務課が担当", level=4), Bullets(("一つ目",)),
                Heading("社会課も参画", level=4), Bullets(("二つ目", "三つ目")),
            ],
            [("① 主担当部署　社会課も参画", "", "社会課も参画\n二つ目\n三つ目")],
            id="a heading with all below it is one place",
        ),
        pytest.param(
            [Heading("総務課が担当"), Paragraph("本文")],
            [Heading("福祉の部署が担当"), Paragraph("本文")],
            [("福祉の部署が担当　見出し", "総務課が担当", "福祉の部署が担当")],
            id="a heading",
        ),
        pytest.param(
            [Figure("構成図", "<svg>1</svg>", "連携PF（3）")],
            [Figure("構成図", "<svg>2</svg>", "連携PF（4）")],
            [("構成図", "連携PF（3）", "連携PF（4）")],
            id="the figure",
        ),
    ],
)  # fmt: skip
def test_a_change_is_said_where_it_stands(
    old: list[Block], new: list[Block], expected: Said
) -> None:
    assert said(sheet(*old), sheet(*new)) == expected


def test_a_difference_leads_to_the_record_or_to_its_chapter() -> None:
    before = sheet(pilots(FORUM), Heading("① 主担当部署", anchor="stage-1"), Paragraph("前"))
    after = sheet(
        pilots((2, "フォーラム", "参加 121名", FORUM[3])),
        Heading("① 主担当部署", anchor="stage-1"),
        Paragraph("後"),
    )
    assert [d.link for d in differences(before, after)] == ["/pilots/2/", "#stage-1"]


def test_a_chapter_that_came_or_went_and_a_new_title_are_said() -> None:
    plain = sheet(Paragraph("本文"))
    more = CaseDocument(
        "仙台市　令和5年度 事例票",
        "第二版",
        (*plain.chapters, Chapter("11", "反響", "reactions", (Paragraph("新聞に載った"),))),
    )
    title = "仙台市　令和5年度 事例票　"
    assert said(plain, more) == [
        ("表題", f"{title}報告書版", f"{title}第二版"),
        ("反響", "", "反響\n新聞に載った"),
    ]
    assert said(more, plain)[1] == ("反響", "反響\n新聞に載った", "")


def test_of_a_long_text_the_part_that_differs_is_shown() -> None:
    start, end = "あ" * 300, "い" * 300
    found = said(sheet(Paragraph(f"{start}65名{end}")), sheet(Paragraph(f"{start}66名{end}")))
    assert found == [
        ("取組の全体像", f"…{'あ' * 19}65名{'い' * 19}…", f"…{'あ' * 19}66名{'い' * 19}…")
    ]


TEXTS = st.text("あいう\n12", max_size=6)
BLOCKS = st.one_of(
    st.builds(Paragraph, TEXTS),
    st.builds(Heading, TEXTS, st.sampled_from([3, 4])),
    st.builds(Bullets, st.lists(TEXTS, max_size=3).map(tuple)),
    st.builds(Pairs, st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple)),
    st.lists(st.tuples(TEXTS, st.integers(0, 3)), max_size=4).map(
        lambda rows: Table("表", ("区分", "人数"), tuple(rows))
    ),
)
SHEETS = st.lists(BLOCKS, max_size=6).map(lambda blocks: sheet(*blocks))


@given(SHEETS, SHEETS)
def test_whatever_changed_is_said_and_nothing_else(old: CaseDocument, new: CaseDocument) -> None:
    assert bool(differences(old, new)) is (old != new)
    assert differences(old, old) == []
