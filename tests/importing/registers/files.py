"""Small files in the forms the registers are downloaded in; the bodies in them are made up."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable

from platform_registry.japanese import corporate_number_check_digit

NPO_HEADINGS = [
    "法人名称", "法人名称カナ", "所轄庁", "権限移譲先市町村", "主たる事務所の所在地",
    "主たる事業所の郵便番号", "従たる事務所の所在地", "代表者氏名", "監督情報", "解散情報", "法人番号",
]  # fmt: skip
GBIZINFO_HEADINGS = [
    "法人番号", "法人名", "法人名ふりがな", "法人名英語", "郵便番号", "本社所在地", "ステータス",
    "登記記録の閉鎖等年月日", "登記記録の閉鎖等の事由", "法人代表者名",
]  # fmt: skip
GBIZINFO_OF_2025 = [
    "法人番号", "商号または名称", "商号または名称（カナ）", "商号または名称（英字）",
    "登記記録の閉鎖等年月日", "登記記録の閉鎖等の事由", "登記住所", "郵便番号",
]  # fmt: skip


def number(n: int) -> str:
    """A 法人番号 that nobody has, with its check digit."""
    rest = f"{n:012}"
    return corporate_number_check_digit(rest) + rest


def nta_row(
    n: int,
    name: str,
    *,
    prefecture: str = "東京都",
    city: str = "江東区",
    street: str = "本町二丁目１６番３２号",
    postal_code: str = "1350016",
    closed: str = "",
    cause: str = "",
    successor: str = "",
    process: str = "01",
    name_image: str = "",
    latest: str = "1",
    kana: str = "",
) -> list[str]:
    """The 30 columns in their order."""
    return [
        str(n), number(n), process, "1", "2024-08-30", "2024-08-01", name, name_image, "499",
        prefecture, city, street, "", "13", "108", postal_code, "", "", closed, cause, successor,
        "", "2015-10-05", latest, "", "", "", "", kana, "0",
    ]  # fmt: skip


def written(rows: Iterable[list[str]], encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue().encode(encoding)


def headed(headings: list[str], *rows: dict[str, str]) -> list[list[str]]:
    return [headings, *([row.get(heading, "") for heading in headings] for row in rows)]


def zipped(data: bytes, *names: str) -> bytes:
    """As it is downloaded: the csv with its signature beside it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names or ("13_tokyo_all_20240830.csv", "13_tokyo_all_20240830.csv.asc"):
            archive.writestr(name, data if name.endswith(".csv") else b"signature")
    return packed.getvalue()
