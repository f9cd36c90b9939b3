import string
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from platform_registry.japanese import (
    CP932_LOOKALIKES,
    complete_municipality_code,
    corporate_number_check_digit,
    corporate_number_problem,
    cp932_losses,
    digits,
    era_date,
    era_datetime,
    era_year,
    fiscal_year,
    fiscal_year_bounds,
    fiscal_year_label,
    kana_sort_key,
    municipality_check_digit,
    postal_code,
    search_key,
    unreadable_in,
    valid_municipality_code,
    whole_number,
)

ANY_TEXT = st.text(max_size=30) | st.text(
    "松ヶヵがケカ枝丘所かー-―・1一二十第丁目ッツ゛か ", max_size=12
)
five_digits = st.text(string.digits, min_size=5, max_size=5)
twelve_digits = st.text(string.digits, min_size=12, max_size=12)


# ------------------------------------------------------------------ search key


@pytest.mark.parametrize(
    ("typed", "registered"),
    [
        ("ﾈｯﾄﾜｰｸあおば", "ネットワークあおば"),
        ("ねっとわーく", "ネットワーク"),
        ("ＮＰＯ　みらい", "npoみらい"),
        ("松が枝の会", "松ヶ枝の会"),
        ("松ケ枝の会", "松ヶ枝の会"),
        ("つつじケ丘サロン", "つつじが丘サロン"),
        ("三カ所めぐり", "三ヶ所めぐり"),
        ("四ッ谷", "四ツ谷"),
        ("第１クラブ", "第一クラブ"),
        ("第１２分団", "第十二分団"),
        ("三丁目町会", "3丁目町会"),
        ("高崎・渡辺", "髙﨑 渡邉"),
        ("吉田", "𠮷田"),
        ("⻄町⻑寿会", "西町長寿会"),
        ("神崎", "\ufa19崎"),
        ("ネットワ―ク", "ネットワーク"),
        ("サポートセンタ－", "サポートセンター"),
        ("サロン〜ひだまり〜", "サロン～ひだまり～"),
        ("か゛っこう", "がっこう"),
        ("Café", "cafe"),
        ("灯台の会", "燈臺の会"),
        ("㈱あおば", "(株)あおば"),
    ],
)
def test_spellings_of_one_name_have_one_key(typed, registered):
    assert search_key(typed) == search_key(registered)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第1-2班", "第12班"),
        ("1・2丁目会", "12丁目会"),
        ("一・二の会", "一二の会"),
        ("ケアの会", "ガアの会"),
        ("たけの会", "たがの会"),
        ("ハートの会", "ハトの会"),
        ("ひだまり＋", "ひだまり"),
        ("第一クラブ", "第二クラブ"),
    ],
)
def test_different_names_keep_different_keys(one, other):
    assert search_key(one) != search_key(other)


@pytest.mark.parametrize("text", ["", "　", "★・―", "\ufe0f"])
def test_nothing_comparable_gives_an_empty_key(text):
    assert search_key(text) == ""


@given(ANY_TEXT)
@settings(max_examples=400, deadline=None)
def test_the_key_of_a_key_is_the_key(text):
    assert search_key(search_key(text)) == search_key(text)


@given(ANY_TEXT)
@settings(max_examples=200, deadline=None)
def test_keys_hold_no_blanks(text):
    assert not any(char.isspace() for char in search_key(text))


@pytest.mark.parametrize("part", ["松が", "が丘", "枝の", "ひばりが", "第一", "ネット"])
def test_a_part_of_a_name_finds_the_name(part):
    name = "第一ひばりヶ丘松ヶ枝の会ネットワーク"
    assert search_key(part) in search_key(name)


# ------------------------------------------------------------------ order and characters


def test_names_sort_in_the_order_of_the_kana_table():
    right_order = [
        "あおば",
        "アカシア",
        "かき",
        "がき",
        "カフェ",
        "きやま",
        "はあと",
        "ハート",
        "ばら",
        "ん",
    ]
    jumbled = right_order[::-1]
    assert sorted(jumbled, key=kana_sort_key) == right_order


@given(st.text(max_size=20))
@settings(max_examples=100, deadline=None)
def test_any_text_has_a_sort_key(text):
    assert isinstance(kana_sort_key(text), str)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("髙橋", []),
        ("\ue000橋と\ue000田", ["\ue000"]),
        ("\U000f0000", ["\U000f0000"]),
        ("〓木\ufffd", ["〓", "\ufffd"]),
        ("邉\U000e0100", []),
    ],
)
def test_unreadable_characters_are_noticed(text, expected):
    assert unreadable_in(text) == expected


@pytest.mark.parametrize(
    ("text", "losses"),
    [
        ("髙﨑①㈱〜−", []),
        ("𠮷田と𠮷野㍿", ["𠮷", "㍿"]),
        ("渡邉\U000e0100", ["邉\U000e0100"]),
        ("Café", ["é"]),
    ],
)
def test_characters_lost_in_shift_jis_are_listed(text, losses):
    assert cp932_losses(text) == losses


@given(st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_text_without_losses_can_be_written(text):
    if not cp932_losses(text):
        assert text.translate(CP932_LOOKALIKES).encode("cp932") is not None
    else:
        with pytest.raises(UnicodeEncodeError):
            text.translate(CP932_LOOKALIKES).encode("cp932")


# ------------------------------------------------------------------ dates


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (date(2024, 3, 5), "令和6年3月5日（火）"),
        (date(2019, 5, 1), "令和元年5月1日（水）"),
        (date(2019, 4, 30), "平成31年4月30日（火）"),
        (date(1989, 1, 7), "昭和64年1月7日（土）"),
        (date(1926, 12, 24), "大正15年12月24日（金）"),
        (date(1912, 7, 29), "明治45年7月29日（月）"),
        (date(1850, 1, 1), "1850年1月1日（火）"),
    ],
)
def test_dates_are_printed_with_era_and_weekday(day, printed):
    assert era_date(day) == printed


def test_a_stored_moment_is_printed_in_japanese_time():
    assert era_datetime(datetime(2024, 3, 5, 15, 5, tzinfo=UTC)) == "令和6年3月6日（水）0時05分"
    assert era_date(datetime(2024, 3, 5, 15, 5, tzinfo=UTC)) == "令和6年3月6日（水）"
    assert era_datetime(datetime(2024, 3, 5, 9, 30)) == "令和6年3月5日（火）9時30分"


def test_era_year_stands_alone():
    assert era_year(date(2019, 12, 1)) == "令和元年"


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2024, 3, 31), 2023), (date(2024, 4, 1), 2024), (date(2023, 12, 31), 2023)],
)
def test_the_fiscal_year_begins_on_1_april(day, year):
    assert fiscal_year(day) == year


@pytest.mark.parametrize(
    ("year", "label"), [(2023, "令和5年度"), (2019, "令和元年度"), (2018, "平成30年度")]
)
def test_fiscal_years_are_labelled(year, label):
    assert fiscal_year_label(year) == label


@example(date(2024, 3, 31))
@given(st.dates(date(1868, 4, 1), date(2200, 1, 1)))
@settings(max_examples=100, deadline=None)
def test_every_day_lies_in_its_fiscal_year(day):
    first, last = fiscal_year_bounds(fiscal_year(day))
    assert first <= day <= last


# ------------------------------------------------------------------ 団体コード


@pytest.mark.parametrize("code", ["131083", "131091", "041009", "142166", "160008", "011002"])
def test_known_municipality_codes_are_valid(code):
    assert valid_municipality_code(code)


@pytest.mark.parametrize(
    "code", ["131084", "13108", "", "abcdef", "１３１０８３", "990001", "1310833"]
)
def test_other_text_is_no_municipality_code(code):
    assert not valid_municipality_code(code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("131083", "131083"),
        ("１３１０８３", "131083"),
        ("13108", "131083"),
        ("41009", "041009"),
        ("4100", "041009"),
        ("12106", None),  # 千葉市美浜区 or 岩見沢市
        ("131084", None),
        ("江東区", None),
        ("", None),
    ],
)
def test_codes_cut_short_are_completed(text, code):
    assert complete_municipality_code(text) == code


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("０１２", 12),
        ("0", 0),
        ("0" * 5_000 + "7", 7),
        ("100", 100),
        ("101", None),
        ("9" * 5_000, None),  # more than Python takes for a number
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("十二", None),
        ("٣", None),
    ],
)
def test_a_whole_number_within_bounds(text: str, number: int | None) -> None:
    assert whole_number(text, 100) == number


@given(five_digits, st.integers(0, 4), st.sampled_from(string.digits))
@settings(max_examples=300, deadline=None)
def test_municipality_check_digit_detects_a_wrong_digit(first_five, place, digit):
    """But for remainders 0 and 10, and 1 and 11, which share a check digit by its definition."""
    changed = first_five[:place] + digit + first_five[place + 1 :]
    remainders = {_remainder(first_five), _remainder(changed)}
    if changed != first_five and remainders not in ({0, 10}, {1, 0}, {1, 10}):
        assert municipality_check_digit(changed) != municipality_check_digit(first_five)


def _remainder(first_five):
    return sum(int(d) * w for d, w in zip(first_five, (6, 5, 4, 3, 2), strict=True)) % 11


def test_check_digits_want_digits():
    with pytest.raises(ValueError, match="5桁"):
        municipality_check_digit("1310")
    with pytest.raises(ValueError, match="12桁"):
        corporate_number_check_digit("1")


# ------------------------------------------------------------------ 法人番号


@pytest.mark.parametrize("number", ["7000012050002", "6000020131091", "8000020041009"])
def test_known_corporate_numbers_are_right(number):
    assert corporate_number_problem(number) is None


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        ("7000012500002", "左から8・9桁目（「50」）が入れ替わっていないか"),
        ("700001205000", "13桁ですが、12桁"),
        ("T7000012050002", "半角の数字13桁"),
        ("７０００012050002", "半角の数字13桁"),
        ("", "半角の数字13桁"),
    ],
)
def test_a_wrong_corporate_number_is_explained(number, advice):
    assert advice in corporate_number_problem(number)


def valid_number(last_twelve):
    return corporate_number_check_digit(last_twelve) + last_twelve


@given(twelve_digits, st.integers(0, 12), st.sampled_from(string.digits))
@settings(max_examples=400, deadline=None)
def test_corporate_number_detects_a_wrong_digit_but_0_for_9(last_twelve, place, digit):
    number = valid_number(last_twelve)
    changed = number[:place] + digit + number[place + 1 :]
    if changed != number:
        undetected = place > 0 and {digit, number[place]} == {"0", "9"}
        assert (corporate_number_problem(changed) is None) is undetected


@given(twelve_digits, st.integers(1, 11))
@settings(max_examples=300, deadline=None)
def test_swapped_neighbours_are_named(last_twelve, place):
    number = valid_number(last_twelve)
    left, right = number[place], number[place + 1]
    swapped = number[:place] + right + left + number[place + 2 :]
    problem = corporate_number_problem(swapped)
    if left == right or {left, right} == {"0", "9"}:
        assert problem is None
    else:
        assert "入れ替わっていないか" in problem


@given(st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_any_text_gets_an_answer(text):
    problem = corporate_number_problem(text)
    assert problem is None or problem.endswith("。")
    completed = complete_municipality_code(text)
    assert completed is None or valid_municipality_code(completed)


# ------------------------------------------------------------------ postal codes and phones


@pytest.mark.parametrize(
    "text", ["1350016", "〒135-0016", "１３５－００１６", "135‐0016", " 135ー0016 "]
)
def test_postal_codes_are_written_one_way(text):
    assert postal_code(text) == "135-0016"


@pytest.mark.parametrize("text", ["", "135001", "135-001６7", "東京都"])
def test_other_text_is_no_postal_code(text):
    assert postal_code(text) is None


def test_phones_are_compared_by_digits():
    assert digits("（０３）3633−8533") == digits("03-3633-8533") == "0336338533"
