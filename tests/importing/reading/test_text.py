"""CSV and pasted cells: encodings, separators, quotation marks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.importing.reading.text import decode, find_delimiter, read_text
from surveys.importing.shapes import Limits, Refused, Source
from tests.importing.files import ANSWERS, HEADER, csv_bytes

TABLE = [HEADER, *ANSWERS]
READ = [[str(cell) for cell in row] for row in TABLE]


def rows(source: Source) -> list[list[object]]:
    return list(source.sheets[0].rows)


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp932", "cp932"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("euc_jp", "euc_jp"),
    ],
)
@pytest.mark.parametrize("length", [1, len(TABLE)])
def test_every_encoding_of_japanese_offices_is_told(written: str, named: str, length: int) -> None:
    source = read_text(csv_bytes(TABLE[:length], written))
    assert (source.encoding, rows(source)) == (named, READ[:length])


def test_characters_only_windows_has_are_read_as_windows_shows_them() -> None:
    source = read_text(csv_bytes([["№", "㈱髙﨑商店①～"]], "cp932"))
    assert (source.encoding, rows(source)) == ("cp932", [["№", "㈱髙﨑商店①～"]])


def test_a_table_of_codes_is_named_after_the_companies_that_write_such_tables() -> None:
    source = read_text(b"SAMPLEID,Q1\r\n900001,2\r\n")
    assert (source.encoding, rows(source)) == ("cp932", [["SAMPLEID", "Q1"], ["900001", "2"]])


def test_half_width_kana_of_old_systems_stay_what_they_are() -> None:
    source = read_text(csv_bytes([["ﾀﾞﾝﾀｲﾒｲ", "ｱﾝｹｰﾄ"]], "cp932"))
    assert (source.encoding, rows(source)) == ("cp932", [["ﾀﾞﾝﾀｲﾒｲ", "ｱﾝｹｰﾄ"]])


@pytest.mark.parametrize("marks", [1, 2, 3])
def test_byte_order_marks_do_not_stick_to_the_first_heading(marks: int) -> None:
    data = b"\xef\xbb\xbf" * marks + csv_bytes(TABLE)
    assert rows(read_text(data))[0][0] == "団体名"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("団体名\nあ\0い,はい\n".encode(), "NUL"),
        (b"\x01\x02\x03\x04abc", "表の文字として読めません"),
        (b"\xff\xff\xff\x80\x80", "文字コードが分かりません"),
        ("団体名,Q1".encode("utf-16")[:-1], "ほかの文字コード"),
        (b"\r\n,,\r\n", "文字がありません"),
        ('団体名,感想\nあ,"閉じない\nい,はい\n'.encode(), '2行目から引用符「"」が閉じていません'),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_text(data)


def test_the_officer_overrides_the_encoding() -> None:
    data = csv_bytes(TABLE, "euc_jp")
    assert rows(read_text(data, encoding="euc_jp")) == READ
    with pytest.raises(Refused, match="「utf-8」では1行目あたりから読めません"):
        read_text(data, encoding="utf-8")
    with pytest.raises(Refused, match="一覧から選び直して"):
        read_text(data, encoding="rot13")


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("団体名,対象\nあ,高齢者;若者;子ども\nい,高齢者;若者\n", ","),
        ("団体名\t感想\nあ\tはい、食事,学習,見守り\nい\tなし\n", "\t"),
        ("団体名;Q1;Q2\nあ;1,5;2,5\nい;3,0;1,5\n", ";"),
        ("調査結果\n\n団体名,Q1,Q2\nあ,1,2\n", ","),
        ("団体名\nあ\nい\n", ","),
        ('団体名,感想\nあ,"一行目\t\n二行目\t\n三行目\t"\n', ","),
    ],
)
def test_the_separator_is_the_one_that_makes_a_table(text: str, delimiter: str) -> None:
    assert find_delimiter(text) == delimiter


def test_the_officer_overrides_the_separator() -> None:
    data = "団体名;Q1\nあ;1\n".encode()
    assert rows(read_text(data, delimiter=",")) == [["団体名;Q1"], ["あ;1"]]
    with pytest.raises(Refused, match="区切り文字"):
        read_text(data, delimiter="|")


def test_rows_keep_their_own_length_and_text_its_blanks() -> None:
    source = read_text("団体名,Q1,Q2\n あ ,はい\nい,いいえ,1,2\n\nう,,\n\n\n".encode())
    assert rows(source) == [
        ["団体名", "Q1", "Q2"],
        [" あ ", "はい"],
        ["い", "いいえ", "1", "2"],
        [],
        ["う", None, None],
    ]


def test_formulas_and_signs_stay_text() -> None:
    honest = ["=特に困っていません", "+81-3", "-", "@事務局"]
    assert rows(read_text(csv_bytes([honest]))) == [honest]


@pytest.mark.parametrize(
    ("text", "limits", "says"),
    [
        ("a," * 401, Limits(), "1行目に列が402列"),
        ("x\n" + '"a",' * 401, Limits(), "2行目に列が402列"),
        ("団体名\n" + "あ" * 32_768, Limits(), "2行目に32,767文字を超える"),
        ("団体名\n" + "あ" * 200_000, Limits(), "2行目に32,767文字を超える"),
        ("a,b\n1,2\n", Limits(text_cells=3), "セルが多すぎます"),
        ("\n" * 10 + "a", Limits(text_cells=9), "セルが多すぎます"),
        ("abc\n", Limits(text_bytes=3), "ファイルが大きすぎます"),
    ],
)
def test_limits_name_the_row(text: str, limits: Limits, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_text(text.encode(), limits=limits)


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Co", "Cn")), max_size=8)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(WORDS, min_size=2, max_size=5), min_size=1, max_size=6),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_was_written_is_what_is_read(table: list[list[str]], encoding: str) -> None:
    table = [["団体名", "感想"], *table]
    table[-1][0] = "終わり"
    source = read_text(csv_bytes(table, encoding), delimiter=",")
    assert rows(source) == [[cell or None for cell in row] for row in table]


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(blacklist_characters="\0"), max_size=40))
def test_decoding_never_alters_a_character(text: str) -> None:
    try:
        data = ("団体名," + text).encode()
        decoded, name = decode(data)
    except (UnicodeEncodeError, Refused):
        return
    assert name == "utf-8"
    assert decoded == ("団体名," + text).rstrip("\x1a")
