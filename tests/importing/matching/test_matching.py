"""Matching answers as a careful officer would: links what is certain, asks about the rest."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.importing.matching.candidates import (
    Candidate,
    Index,
    Query,
    decision_key,
    name_difference,
)

KOTO, SHINAGAWA = "131083", "131091"
NUMBER, OTHER_NUMBER = "7000012050002", "6000020131091"

REGISTRY = [
    Candidate(1, "特定非営利活動法人みどりが丘ふれあい食堂", "", "npo", KOTO, "03-5555-0101"),
    Candidate(2, "社会福祉法人すみれ会", "", "social_welfare", KOTO, "03-5555-0102"),
    Candidate(3, "松ヶ枝第一サロン", "", "voluntary", KOTO, "03-5555-0103"),
    Candidate(4, "松ヶ枝第二サロン", "", "voluntary", KOTO, "03-5555-0104"),
    Candidate(5, "株式会社あゆみ", "", "stock_company", KOTO),
    Candidate(6, "有限会社あゆみ", "", "limited_company", KOTO),
    Candidate(7, "きずなカフェ", "", "voluntary", KOTO),
    Candidate(8, "株式会社きずなカフェ", "", "stock_company", KOTO),
    Candidate(9, "渡邉記念髙齢者支援の会", "", "voluntary", SHINAGAWA),
    Candidate(10, "社会福祉法人つばさ", "", "social_welfare", KOTO, "", NUMBER, "ツバサ"),
    Candidate(11, "品川区社会福祉協議会", "", "social_welfare_council", SHINAGAWA),
    Candidate(12, "虹の橋ネットワーク", "", "npo", KOTO, aliases=("にじネット",)),
    Candidate(13, "南町いきいきクラブ", "", "NPO法人", KOTO),
    Candidate(14, "南町いきいきクラブ", "", "任意団体", SHINAGAWA),
    Candidate(
        15,
        "株式会社若草",
        "",
        "",
        KOTO,
        kana="カブシキガイシャ ワカクサ",
        aliases=("有限会社若草",),
    ),
    Candidate(16, "学校法人緑風学園", "", "", KOTO, kana="リョクフウガクエン", aliases=("緑塾",)),
]
INDEX = Index(REGISTRY)


def match(name, municipality=KOTO, **facts):
    return INDEX.match([Query(name, municipality, **facts)])[0]


@pytest.mark.parametrize(
    ("query", "organization"),
    [
        (Query("特定非営利活動法人みどりが丘ふれあい食堂", KOTO), 1),
        (Query("NPO法人　みどりヶ丘ふれあい食堂", KOTO), 1),
        (Query("みどりケ丘ﾌﾚｱｲ食堂（特非）", KOTO), 1),
        (Query("(福)すみれ会", KOTO), 2),
        (Query("すみれ会 社会福祉法人", "13108"), 2),
        (Query("松が枝第１サロン", KOTO), 3),
        (Query("㈱あゆみ", KOTO), 5),
        (Query("渡辺記念高齢者支援の会", SHINAGAWA), 9),
        (Query("品川区社協", SHINAGAWA), 11),
        (Query("にじネット", KOTO), 12),
        (Query("すみれ会", KOTO, "０３（５５５５）０１０２"), 2),  # the phone settles the form
        (Query("社会福祉法人すみれ会", "", "355550102"), 2),  # … and the municipality
        (Query("社会福祉法人つばさ会", "", "", NUMBER), 10),
        (Query("社會福祉法人すみれ会", KOTO), 2),
        (Query("株式會社あゆみ", KOTO), 5),
        (Query("カブシキガイシャアユミ", KOTO), 5),
        (Query("社福 すみれ会", KOTO), 2),
        (Query("特非みどりが丘ふれあい食堂", KOTO), 1),
        (Query("（有）若草", KOTO), 15),  # as it was called before
        (Query("㈱若草", KOTO), 15),
        (Query("學校法人緑塾", KOTO), 16),
    ],
)
def test_what_is_certain_is_linked(query, organization):
    result = INDEX.match([query])[0]
    assert (result.outcome, result.auto) == ("linked", organization)
    assert result.suggestions[0].id == organization


@pytest.mark.parametrize(
    ("query", "best", "reason"),
    [
        (Query("すみれ会", KOTO), 2, "法人格の表記だけが違う"),
        (Query("株式会社すみれ会", KOTO), 2, "法人格が違う"),
        (Query("社会福祉法人すみれ会", SHINAGAWA), 2, "自治体が違う"),
        (Query("社会福祉法人すみれ会", KOTO, "03-9999-0102"), 2, "電話番号が違う"),
        (Query("社会福祉法人つばさ", KOTO, "", OTHER_NUMBER), 10, "法人番号が違う"),
        (Query("社会福祉法人ひかり保育園", KOTO, "", NUMBER), 10, "法人番号が同じ"),
        (Query("社会福祉法人すみれ会"), 2, "団体名が同じ"),
        (Query("みどりが丘ふれい食堂", KOTO, "03-5555-0101"), 1, "電話番号が同じ"),
        (Query("特定非営利活法人みどりが丘ふれあい食堂", KOTO), 1, "名称がよく似ている"),
        (Query("カブシキガイシャワカクサ", KOTO), 15, "読みが同じ"),
        (Query("ｶﾞｯｺｳﾎｳｼﾞﾝ ﾘｮｸﾌｳｶﾞｸｴﾝ", KOTO), 16, "読みが同じ"),
        (Query("緑風の学園", KOTO, "", "", "がっこうほうじんりょくふうがくえん"), 16, "読みが同じ"),
        (Query("社福すみれ会", KOTO), 2, "名称がよく似ている"),
        (Query("つばさ", SHINAGAWA), 10, "法人格の表記だけが違う"),
        (Query("ツバサの家", KOTO, kana="つばさ"), 10, "読みが同じ"),
        (Query("ふれあい食堂", KOTO), 1, "名称の一部が同じ"),
        (Query("すみれ会の家", KOTO, "03-5555-0102"), 2, "電話番号が同じ"),
        (Query("ひかり相談室", KOTO, "03-5555-0104／03-0000-0000"), 4, "電話番号が同じ"),
    ],
)
def test_what_is_probable_is_suggested_with_its_reason(query, best, reason):
    result = INDEX.match([query])[0]
    assert result.auto is None
    assert result.suggestions[0].id == best
    assert reason in result.suggestions[0].reasons


@pytest.mark.parametrize(
    "name",
    ["松ヶ枝第三サロン", "松ヶ枝北サロン", "みどりが丘ふれあい文庫", "ひまわり商店会", "", "★"],
)
def test_neighbours_and_strangers_are_new(name):
    result = match(name)
    assert (result.outcome, result.auto) == ("new", None)


def test_the_neighbour_is_shown_below_the_limit_with_what_differs():
    suggestion = match("松ヶ枝第三サロン").suggestions[0]
    assert suggestion.score < 85
    assert "数字・記号が違う" in suggestion.reasons


def test_several_exact_hits_are_left_to_a_person_the_literal_one_first():
    result = match("きずなカフェ")
    assert (result.outcome, result.auto) == ("several", None)
    assert [s.id for s in result.suggestions] == [7, 8]


def test_the_legal_form_decides_between_two_of_one_name():
    assert match("有限会社あゆみ").auto == 6
    assert match("あゆみ").outcome == "several"
    assert match("医療法人あゆみ").auto is None


def test_a_name_registered_without_its_form_is_linked_when_written_so():
    assert match("南町いきいきクラブ").auto == 13
    assert match("南町いきいきクラブ", SHINAGAWA).auto == 14
    assert match("南町いきいきクラブ", "").outcome == "several"


def test_a_wrong_corporate_number_proves_and_contradicts_nothing():
    assert match("社会福祉法人つばさ", corporate_number="7000012500002").auto == 10
    assert match("ひかり保育園", corporate_number="7000012500002").outcome == "new"


def test_decisions_are_remembered():
    written = "ＮＰＯ法人　みどり食堂"
    decided = Index(REGISTRY, decisions={decision_key("npo法人みどり食堂"): 1})
    result = decided.match([Query(written, KOTO)])[0]
    assert (result.outcome, result.auto) == ("linked", 1)
    refused = Index(REGISTRY, not_same={(decision_key("社会福祉法人すみれ会"), 2)})
    result = refused.match([Query("（社福）すみれ会", KOTO, "03-5555-0102")])[0]
    assert result.auto is None
    assert 2 not in [s.id for s in result.suggestions]


def test_a_decision_for_an_organization_no_longer_there_is_passed_over():
    gone = Index(REGISTRY, decisions={decision_key("みどり食堂"): 999})
    assert gone.match([Query("みどり食堂", KOTO)])[0].auto is None


@given(st.text(max_size=15), st.text(max_size=15))
@settings(max_examples=100, deadline=None)
def test_the_difference_holds_both_names(registered, written):
    pieces = name_difference(registered, written)
    assert "".join(text for op, text in pieces if op != "insert") == registered
    assert "".join(text for op, text in pieces if op != "delete") == written


@given(st.lists(st.builds(Query, *[st.text(max_size=12)] * 5), max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_query_gets_an_answer(queries):
    for result in INDEX.match(queries):
        assert (result.auto is not None) == (result.outcome == "linked")
        assert all(0 <= s.score <= 100 and s.reasons for s in result.suggestions)


@given(st.permutations(REGISTRY))
@settings(max_examples=20, deadline=None)
def test_links_do_not_depend_on_the_order_of_the_registry(registry):
    queries = [Query(c.name, c.municipality_code) for c in REGISTRY]
    links = [m.auto for m in Index(registry).match(queries)]
    assert links == [m.auto for m in INDEX.match(queries)]


def test_hundreds_of_one_name_still_find_the_one_with_the_phone():
    registry = [Candidate(n, "こども食堂", "", "", KOTO, f"03-5555-{n:04}") for n in range(1, 301)]
    index = Index(registry)
    assert index.match([Query("こども食堂", KOTO, "0355550299")])[0].auto == 299
    assert index.match([Query("こども食堂", KOTO)])[0].outcome == "several"
    assert Index([]).match([Query("こども食堂", KOTO)])[0].outcome == "new"


# ------------------------------------------------------------------ the command


def run(tmp_path, registry, incoming, *options):
    files = [tmp_path / "registry.csv", tmp_path / "incoming.csv"]
    for file, content in zip(files, (registry, incoming), strict=True):
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    out = StringIO()
    call_command("match_organizations", *files, *options, stdout=out)
    return out.getvalue()


REGISTRY_CSV = (
    "id,name,legal_form,municipality_code,phone\n7,社会福祉法人すみれ会,社会福祉法人,131083,\n"
)


def test_the_command_prints_json(tmp_path):
    incoming = "row,name,municipality_code,extra\n1,（福）すみれ会,131083,x\n\n5,ひまわり商店会,,\n"
    printed = json.loads(run(tmp_path, REGISTRY_CSV, incoming, "--json"))
    assert printed == {
        "rows": [
            {"row": 1, "auto": 7, "suggestions": [7], "outcome": "linked"},
            {"row": 5, "auto": None, "suggestions": [], "outcome": "new"},
        ]
    }


def test_the_command_prints_for_people_and_reads_what_excel_saves(tmp_path):
    printed = run(tmp_path, REGISTRY_CSV.encode("cp932"), "\ufeffname\nすみれ会\n")
    assert "1\tすみれ会\t候補あり" in printed
    assert "7 社会福祉法人すみれ会" in printed


@pytest.mark.parametrize(
    ("registry", "incoming", "message"),
    [
        ("", "name\nA\n", "行がありません"),
        ("name\nA\n", "name\nA\n", "列「id」がありません"),
        ("id,name\nx,A\n", "name\nA\n", "2行目のid「x」を整数"),
        ("id,name\n1,A\n1,B\n", "name\nA\n", "同じid"),
        (b"id,name\n1,\x81\xff\n", "name\nA\n", "文字コード"),
        ("id,name\n1," + "A" * 200_000 + "\n", "name\nA\n", "CSVとして読めません"),
    ],
)
def test_the_command_says_what_is_wrong_with_a_file(tmp_path, registry, incoming, message):
    with pytest.raises(CommandError, match=message):
        run(tmp_path, registry, incoming)


def test_the_command_says_which_file_is_missing(tmp_path):
    with pytest.raises(CommandError, match="開けません"):
        call_command("match_organizations", tmp_path / "none.csv", tmp_path / "none.csv")
