"""Spreadsheets of the sizes the goals speak of, made of invented words, the same every time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import cycle, islice

from openpyxl import Workbook

PLACES = ["青空", "若葉", "川辺", "丘の上", "港", "桜", "松原", "白鳥", "朝日", "星野"]
THINGS = ["ひだまり", "つむぎ", "こみち", "たすけあい", "みらい", "あおぞら", "ほほえみ", "なごみ"]
KINDS = ["の会", "クラブ", "ネットワーク", "サロン", "食堂", "ひろば", "工房", "の家"]
FORMS = ["NPO法人", "社会福祉法人", "一般社団法人", "", ""]
TARGETS = ["高齢者", "こども", "若者", "障害のある人", "生活に困っている人", "ひとり親"]
YES_NO = ["はい", "いいえ", "どちらともいえない"]


def organization_name(n: int) -> str:
    """A name no other number has: the words vary fast, the number at the end is unique."""
    place, thing = PLACES[n % 10], THINGS[n // 10 % 8]
    kind, form = KINDS[n // 80 % 8], FORMS[n // 640 % 5]
    return f"{form}{place}{thing}{kind}{n // 640 + 1}号"


def questions(columns: int) -> list[str]:
    return [
        f"Q{n} {'主な対象（複数選択）' if n % 5 == 0 else '取組の状況'}{n}"
        for n in range(1, columns - 3)
    ]


def answer(row: int, question: int) -> str:
    if question % 5 == 0:
        return ";".join(
            islice(cycle(TARGETS), (row + question) % 6, (row + question) % 6 + 1 + row % 3)
        )
    if question % 7 == 0:
        return str((row * 7 + question) % 400)
    return YES_NO[(row + question) % 3]


def survey_rows(rows: int, columns: int) -> list[list[str]]:
    """Heading and rows: time stamp, name, phone, then questions up to ``columns``."""
    asked = questions(columns)
    table = [["タイムスタンプ", "団体名", "電話番号", *asked]]
    for n in range(rows):
        stamp = f"2026/{n // 1200 + 1:02}/{n // 60 % 20 + 1:02} {n % 24:02}:{n % 60:02}:00"
        answers = [answer(n, q) for q in range(1, len(asked) + 1)]
        table.append(
            [stamp, organization_name(n * 13), f"03-{n // 10000:04}-{n % 10000:04}", *answers]
        )
    return table


def as_xlsx(table: Iterable[list[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("回答")
    for row in table:
        sheet.append(row)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def as_csv(table: Iterable[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(table)
    return text.getvalue().encode("utf-8-sig")


def organizations(count: int) -> Iterator[list[str]]:
    yield [
        "団体名", "ふりがな", "法人格", "電話番号", "郵便番号", "都道府県", "市区町村", "町名・番地",
    ]  # fmt: skip
    for n in range(count):
        yield [
            organization_name(n), "あおぞらのかい", "", f"03-{n // 10000:04}-{n % 10000:04}",
            "135-0016", "東京都", "江東区", f"東陽{n % 9 + 1}丁目",
        ]  # fmt: skip


def organizations_csv(count: int) -> bytes:
    return as_csv(organizations(count))
