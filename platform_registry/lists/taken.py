"""What of a list may be taken along, where that is less than what is seen: said before and in the file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from typing import Any

from django.http import FileResponse
from django.utils import timezone

from platform_registry.japanese import era_datetime
from platform_registry.lists import exports
from platform_registry.lists.exports import Rows

LESS = "画面の{seen}のうち、ファイルに入るのは、担当の自治体の{taken}だけです。"
SHEETS = ("一覧", "この一覧について")


def less(seen: int, taken: int, unit: str) -> str:
    """The sentence; "" where all that is seen may be taken along."""
    if taken >= seen:
        return ""
    return LESS.format(seen=f"{seen:,}{unit}", taken=f"{taken:,}{unit}")


def named(name: str, seen: int, taken: int, unit: str) -> str:
    """A file that holds less says so by its name."""
    return name if taken >= seen else f"{name}（{seen}{unit}のうち{taken}{unit}）"


def workbook(rows: Rows, sentence: str, *, by: Any) -> FileResponse:
    """The list with a second sheet that says what it is."""
    exports.log(rows, "xlsx", by=by)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    about: Iterable[list[Any]] = [
        ["出力した人", str(by)],
        ["出力した日時", era_datetime(timezone.now())],
        ["条件", "、".join(rows.conditions) or "なし"],
        ["入っている範囲", sentence],
    ]
    tables = {SHEETS[0]: (rows.header(), rows.values()), SHEETS[1]: (["項目", "内容"], about)}
    exports.write_sheets(file, tables)
    file.seek(0)
    name = f"{rows.name}_{timezone.localdate():%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=exports.XLSX_TYPE)
