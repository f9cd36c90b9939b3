"""What is written into an own field, what is kept of it, how it reads: one table of each."""

from __future__ import annotations

import datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from organizations.models import OwnField
from organizations.own import labels
from organizations.own.definitions import Choice, Field
from organizations.own.values import formfield, is_sound, kept, read, shown, writer

Type = OwnField.Type
CHOICES = [Choice(7, "東圏域", True), Choice(8, "西圏域", True), Choice(9, "旧圏域", False)]


def field(type_: str) -> Field:
    choices = CHOICES if type_ == Type.CHOICE else []
    return Field(3, 1, OwnField.Of.ORGANIZATION, "項目", type_, "", True, choices)


# type, as written, kept, shown
WRITTEN = [
    (Type.TEXT, "  週２回　要予約 ", "週２回　要予約", "週２回　要予約"),
    (Type.TEXT, "", None, ""),
    (Type.NUMBER, "１，４６０", 1460, "1,460"),
    (Type.NUMBER, "0.50", 0.5, "0.5"),
    (Type.NUMBER, "-3", -3, "-3"),
    (Type.NUMBER, " ", None, ""),
    (Type.DATE, "令和6年3月5日", "2024-03-05", "令和6年3月5日（火）"),
    (Type.DATE, "Ｒ６.３.５", "2024-03-05", "令和6年3月5日（火）"),
    (Type.DATE, "2024-03-05", "2024-03-05", "令和6年3月5日（火）"),
    (Type.YES_NO, "はい", True, "はい"),
    (Type.YES_NO, "いいえ", False, "いいえ"),
    (Type.YES_NO, "○", True, "はい"),
    (Type.YES_NO, "なし", False, "いいえ"),
    (Type.CHOICE, "西圏域", 8, "西圏域"),
    (Type.CHOICE, "旧圏域", 9, "旧圏域"),
]
UNREADABLE = [
    (Type.TEXT, "あ" * 10_000),
    (Type.TEXT, "送\x00迎"),
    (Type.NUMBER, "十二"),
    (Type.NUMBER, "NaN"),
    (Type.NUMBER, "9" * 10_000),
    (Type.NUMBER, "1\x00"),
    (Type.DATE, "令和6年2月30日"),
    (Type.DATE, "あした"),
    (Type.DATE, "0001-01-01"),
    (Type.DATE, "\x00"),
    (Type.YES_NO, "たぶん"),
    (Type.YES_NO, "\x00"),
    (Type.CHOICE, "南圏域"),
    (Type.CHOICE, "あ" * 10_000),
    (Type.CHOICE, "\x00"),
]


@pytest.mark.parametrize(("type_", "text", "stored", "words"), WRITTEN)
def test_what_a_file_says_is_kept_and_reads_the_same(type_, text, stored, words):
    own = field(type_)
    assert read(own, text) == stored
    assert shown(own, stored) == words
    assert stored is None or is_sound(own, stored)
    assert read(own, words.partition("（")[0]) == stored


@pytest.mark.parametrize(("type_", "text"), UNREADABLE)
def test_what_cannot_be_read_gets_a_short_sentence(type_, text):
    own = field(type_)
    with pytest.raises(ValidationError) as refusal:
        read(own, text)
    assert all("。" in said and len(said) < 300 for said in refusal.value.messages)


@pytest.mark.parametrize(("type_", "text", "stored", "words"), WRITTEN)
def test_a_form_shown_and_sent_back_changes_nothing(type_, text, stored, words):
    own = field(type_)
    asked = formfield(own, stored)
    bound = asked.widget.format_value(asked.prepare_value(asked.initial))
    sent = bound[0] if isinstance(asked.widget, forms.Select) else bound
    assert kept(own, asked.clean(sent or "")) == stored


def test_a_retired_choice_is_offered_only_where_it_is_chosen_already():
    def offered(stored: int | None) -> list[str]:
        return [label for _, label in formfield(field(Type.CHOICE), stored).choices]

    assert "旧圏域" not in offered(7)
    assert "旧圏域" in offered(9)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (Type.YES_NO, "はい"), (Type.CHOICE, True), (Type.CHOICE, 99), (Type.NUMBER, "3"),
        (Type.NUMBER, True), (Type.DATE, "令和6年3月5日"), (Type.TEXT, 3), (Type.TEXT, {}),
        (Type.NUMBER, None), (Type.TEXT, ""),
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_not_sound(type_, value):
    assert not is_sound(field(type_), value)


@given(st.decimals(-10_000_000, 10_000_000, places=4))
def test_numbers_come_back_as_they_were_written(number):
    stored = read(field(Type.NUMBER), f"{number}")
    assert read(field(Type.NUMBER), shown(field(Type.NUMBER), stored)) == stored


def test_a_file_holds_dates_and_numbers_as_such():
    assert writer(field(Type.DATE))("2024-03-05") == datetime.date(2024, 3, 5)
    assert writer(field(Type.NUMBER))(1460) == 1460
    assert writer(field(Type.YES_NO))(False) == "いいえ"
    assert writer(field(Type.CHOICE))(7) == "東圏域"


def test_names_are_the_same_in_any_writing():
    assert labels.key("ＦＡＸ 番号") == labels.key("fax番号")
