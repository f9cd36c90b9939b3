"""What speaks for a column being a question, and what speaks against it."""

from __future__ import annotations

import pytest

from surveys.importing.columns.claims import likeness
from tests.importing.known import columns, read


@pytest.mark.parametrize(
    ("heading", "text", "least", "most"),
    [
        ("会費の月額", "会費の月額", 100, 100),
        ("会費の月額を教えてください", "会費の月額", 100, 100),
        ("自主防災組織", "自主防災組織を立ち上げた年月", 84, 90),
        ("面積", "店舗の面積", 70, 80),
        ("開業日", "開業年月日", 70, 80),
        ("感想", "会費の月額", 0, 40),
    ],
)
def test_how_alike_two_texts_are(heading: str, text: str, least: float, most: float) -> None:
    assert least <= likeness(heading, text) <= most


@pytest.mark.parametrize(
    ("heading", "cells", "number"),
    [
        ("問2", ("120", "80", "45"), "問2"),
        ("加入世帯", ("120", "80", "45"), "問2"),
        ("問3 加入世帯数", ("120", "80", "45"), "問2"),  # the questions were numbered anew
        ("形態", ("町会", "自治会", "町会"), "問1"),
        ("役員会の時刻", ("19:00", "午後7時半", "18:30"), "問5"),
        ("問1", ("1", "4", "99"), "問1"),
        ("連絡先の電話番号", ("03-1234-5678", "03-1234-5679", "03-1234-5670"), ""),
        ("世帯主の年収", ("多い", "普通", "少ない"), ""),
        ("加入世帯数の増減", ("増えた", "減った", "減った"), ""),
    ],
)
def test_number_words_and_cells_together(heading: str, cells: tuple[str, ...], number: str) -> None:
    fields, _ = read(("団体名", heading), *((f"{n}丁目会", cell) for n, cell in enumerate(cells)))

    assert columns(fields)[2] == number
