"""Who came, as lists say it: bodies and heads are kept, names of persons are not."""

from __future__ import annotations

import pytest

from meetings.lists.bodies import Party, read_heads, read_party, read_people, read_persons
from surveys.importing.cells.offices import cut_post


def said(party: Party) -> list[str]:
    return [str(came) for came in party.bodies]


@pytest.mark.parametrize(
    ("text", "bodies", "persons"),
    [
        ("社会福祉協議会", ["社会福祉協議会"], 0),
        ("社会福祉協議会 2名、福祉課（３名）", ["社会福祉協議会（2名）", "福祉課（3名）"], 0),
        ("株式会社ＡＢＣ　２名", ["株式会社ＡＢＣ（2名）"], 0),
        ("近藤様、中澤様、\n小野寺様", [], 3),
        ("田中様、佐藤様 計3名", [], 3),
        ("江東区（福祉課、総務課）", ["江東区（福祉課、総務課）"], 0),
        ("江東区（福祉課2名）", ["江東区（福祉課）（2名）"], 0),
        (
            "江東区 福祉部 長寿応援課\n地域支え合い係",
            ["江東区 福祉部 長寿応援課 地域支え合い係"],
            0,
        ),
        ("みなと食堂\nつむぎの家", ["みなと食堂", "つむぎの家"], 0),
        ("商店街連合会\n（青年部）\nみなと食堂", ["商店街連合会（青年部）", "みなと食堂"], 0),
        ("福祉課\n（2名）", ["福祉課（2名）"], 0),
        ("地域振興部 等", ["地域振興部 等"], 0),
        ("（一社）みなと会、NRI", ["（一社）みなと会", "NRI"], 0),
        ("－", [], 0),
    ],
)
def test_a_party(text: str, bodies: list[str], persons: int) -> None:
    party = read_party(text)
    assert said(party) == bodies
    assert party.persons == persons


@pytest.mark.parametrize(
    ("text", "bodies", "persons"),
    [
        ("近藤様", [], 1),
        ("近藤様 他2名", [], 3),
        ("福祉課 田中様", ["福祉課（1名）"], 0),
        ("福祉課：田中様", ["福祉課（1名）"], 0),
        ("福祉課田中様", ["福祉課（1名）"], 0),
        ("福祉課　田中様・佐藤様", ["福祉課（2名）"], 0),
        ("福祉課 田中様、佐藤様", ["福祉課（2名）"], 0),
        ("福祉課 田中 太郎様", ["福祉課（1名）"], 0),
        ("福祉課 田中 太郎 様", ["福祉課（1名）"], 0),
        ("みなと会 田中 太郎 様、佐藤 様", ["みなと会（2名）"], 0),
        ("福祉課（田中様、佐藤様）", ["福祉課（2名）"], 0),
        ("福祉課（田中様、佐藤様ほか2名）", ["福祉課（4名）"], 0),
        ("福祉課（田中様、佐藤様", ["福祉課（2名）"], 0),
        ("福祉課（田中、佐藤）", ["福祉課（2名）"], 0),
        ("社協 田中様 他2名", ["社協（3名）"], 0),
        ("社会福祉協議会田中氏", ["社会福祉協議会（1名）"], 0),
        ("田中様（福祉課）", ["福祉課（1名）"], 0),
        ("（福祉課）田中様", ["福祉課（1名）"], 0),
        ("江東区（福祉課 田中様、総務課 佐藤様）", ["江東区（福祉課、総務課）（2名）"], 0),
        ("富山大学 山田先生", ["富山大学（1名）"], 0),
        ("NPO法人深川長屋 理事長 田中様", ["NPO法人深川長屋（1名）"], 0),
        ("福祉課長 田中", ["福祉課（1名）"], 0),
        ("福祉課 田中", ["福祉課（1名）"], 0),
        ("福祉課 田中さん", ["福祉課（1名）"], 0),
        ("区長室 田中殿", ["区長室（1名）"], 0),
        ("田中、佐藤花子", [], 2),
        ("長谷部様、服部様", [], 2),
        ("福祉部 田中課長", ["福祉部（1名）"], 0),
        ("斎藤社会課長", ["社会課（1名）"], 0),
        ("川口部長", [], 1),
        ("社会福祉協議会、福祉課、近藤様", ["社会福祉協議会", "福祉課"], 1),
    ],
)
def test_persons_count_and_their_names_go(text: str, bodies: list[str], persons: int) -> None:
    party = read_party(text)
    assert (said(party), party.persons, party.named) == (bodies, persons, True)
    names = ("田中", "佐藤", "近藤", "斎藤", "川口", "太郎", "服部", "長谷部", "山田")
    assert not any(name in str(party) for name in names)


@pytest.mark.parametrize(
    ("text", "bodies", "persons"),
    [
        ("蓼科、栂野", [], 2),
        ("栂野 葵", [], 1),
        ("江東区 蓼科、栂野", ["江東区（2名）"], 0),
        ("深川図書館 楪 真由美", ["深川図書館（1名）"], 0),
        ("大島防災会 会長 柚木様、江波戸副会長", ["大島防災会（2名）"], 0),
        ("深川農園 代表 榎本", ["深川農園（1名）"], 0),
    ],
)
def test_people_with_or_without_their_bodies(text: str, bodies: list[str], persons: int) -> None:
    party = read_people(text)
    assert (said(party), party.persons, party.named) == (bodies, persons, True)


@pytest.mark.parametrize(
    "text", ["大島防災会 青年部", "希望者", "子育て世帯", "地域の高齢者", "福祉課"]
)
def test_who_is_no_person_among_people(text: str) -> None:
    party = read_people(text)
    assert (said(party), party.named) == ([text], False)


def test_nobody_knows_how_many_others_are() -> None:
    party = read_party("福祉課 田中様ほか")
    assert (said(party), party.rest, party.counted) == (["福祉課"], ("ほか",), False)


@pytest.mark.parametrize(
    "text",
    [
        "子ども会さんさん", "お客様相談室", "つつじ御殿", "町会の皆様", "小学校の先生", "地域食堂みなさん",
        "お母さんの会", "神様の家", "先生の会", "居場所おかあさん", "NPO法人多様性の会", "民生委員",
        "源氏の里", "利用者さん",
    ],
)  # fmt: skip
def test_words_that_only_look_like_persons_stay(text: str) -> None:
    party = read_party(text)
    assert (said(party), party.named) == ([text], False)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("社会福祉協議会様", "社会福祉協議会"),
        ("みなと食堂さん", "みなと食堂"),
        ("福祉課様", "福祉課"),
    ],
)
def test_a_body_that_is_spoken_to_politely(text: str, body: str) -> None:
    assert said(read_party(text)) == [body]


@pytest.mark.parametrize(
    "text",
    ["みなと（田中様）会議", "福祉課（田中様）ほか", "田中様" * 200, "福祉課 様子見 田中様の代理"],
)
def test_whatever_still_looks_like_a_name_is_left_aside(text: str) -> None:
    party = read_party(text)
    assert "田中" not in str(party)
    assert party.named


@pytest.mark.parametrize(
    ("text", "body", "post"),
    [
        ("社会福祉協議会事務局長", "社会福祉協議会", "事務局長"),
        ("長寿応援課長", "長寿応援課", "課長"),
        ("長寿応援課課長", "長寿応援課", "課長"),
        ("福祉課 課長", "福祉課", "課長"),
        ("福祉課長補佐", "福祉課", "課長補佐"),
        ("福祉部次長", "福祉部", "次長"),
        ("青年部長", "青年部", "部長"),
        ("深川農園 代表", "深川農園", "代表"),
        ("福祉部副部長", "福祉部", "副部長"),
        ("町会長", "町会", "会長"),
        ("みなと会会長", "みなと会", "会長"),
        ("深川長屋理事長", "深川長屋", "理事長"),
        ("地域包括支援センター長", "地域包括支援センター", "センター長"),
        ("江東小学校長", "江東小学校", "校長"),
        ("内閣官房参事官", "内閣官房", "参事官"),
        ("江東区福祉課長", "江東区福祉課", "課長"),
        ("福祉課 課長 係長", "福祉課", "課長・係長"),
    ],
)
def test_the_office_stays_of_a_post(text: str, body: str, post: str) -> None:
    cut = cut_post(text)
    assert cut is not None
    assert (cut.body, cut.post, cut.named) == (body, post, False)
    party = read_party(text)
    assert (said(party), party.posts) == ([f"{body}（1名）"], (post,))


@pytest.mark.parametrize(
    ("text", "bodies", "rest"),
    [
        ("社協 10～15名", ["社協"], "10～15名"),
        ("社協 数名", ["社協"], "数名"),
        ("社協ほか2名", ["社協"], "ほか2名"),
        ("なし", [], "なし"),
        ("同上", [], "同上"),
        ("田中様（欠席）", [], "欠席"),
        ("社協、福祉課 計5名", ["社協", "福祉課"], "計5名"),
    ],
)
def test_words_that_are_no_body_are_a_rest(text: str, bodies: list[str], rest: str) -> None:
    party = read_party(text)
    assert (said(party), party.rest) == (bodies, (rest,))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("生駒、坂田、谷本", 3),
        ("松木参事官、荒川参事\n官補佐、黒瀬主査", 3),
        ("川口地域福祉部長、\n斎藤社会課長、近藤様、\n中澤様", 4),
        ("佐々木太郎、長谷川 花子", 2),
        ("近藤様 他2名", 3),
        ("4名", 4),
        ("", 0),
        ("多数", 0),
        ("なし", 0),
        ("10～15", 0),
        ("関係職員", 0),
        ("福祉課", 0),
    ],
)
def test_a_cell_of_persons(text: str, number: int) -> None:
    assert read_persons(text).persons == number


@pytest.mark.parametrize(
    ("text", "heads", "plain"),
    [
        ("3", 3, True), ("３名", 3, True), ("三名", 3, True), ("計4人", 4, True), ("0", 0, True),
        ("約10名", 10, False), ("20人程度", 20, False), ("5名（うち職員2名）", 5, False),
        ("多数", None, False), ("10～15", None, False), ("未定", None, False), ("なし", None, False),
        ("100社", None, False), ("2.5", None, False), ("40000", None, False), ("1" * 5_000, None, False),
    ],
)  # fmt: skip
def test_a_column_of_heads(text: str, heads: int | None, plain: bool) -> None:
    assert read_heads(text) == (heads, plain)


@pytest.mark.parametrize(
    "text", ["（a）" * 8_000, "(" * 32_000, "田中様・" * 8_000, "、" * 32_000, "（田中様）" * 200]
)
def test_a_long_cell_is_read_in_a_moment(text: str) -> None:
    read_party(text)
    read_persons(text)
