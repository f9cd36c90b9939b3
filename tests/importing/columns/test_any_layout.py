"""Any questionnaire and any answers, written to a sheet in any layout, come back equal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.importing.reading.reader import read
from surveys.importing.shapes import Choice, Chosen, Field, Missing, Quantity, Value
from tests.importing.files import csv_bytes, xlsx_bytes
from tests.importing.known import answers, question, read_sheet

WORDS = ("訓練", "備蓄", "名簿", "会費", "集会所", "回覧板", "防災士", "避難所", "見守り", "広報紙")
LABELS = (
    "毎日",
    "週に数回",
    "300円～1,000円",
    "なし",
    "相談（電話、来所）",
    "本・雑誌",
    "20・30代",
    "ほか",
)
TEXTS = ("特に、ありません", "https://example.com/a,b;c=1", "１丁目2番、３号", "03-1234", "007")
OTHERS = ("川の掃除", "花、木の手入れ", "3年に1回")
KINDS = ("single", "multi", "number", "date", "time", "text", "id")


FILES: dict[str, Callable[[list[list[str]]], bytes]] = {
    "csv": partial(csv_bytes, encoding="utf-8"),
    "csv of Excel": partial(csv_bytes, encoding="utf-8-sig"),
    "csv of a municipal tool": partial(csv_bytes, encoding="cp932"),
    "Unicode text": partial(csv_bytes, encoding="utf-16", delimiter="\t"),
    "xlsx": xlsx_bytes,
}


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file writes the answers: headings, options, marks, words for no answer."""

    numbered: bool
    coded: bool
    multi: str  # joined, flags, slots
    separator: str
    tick: tuple[str, str]
    missing: str
    other: str  # the text of その他: beside it in its cell, in a column of its own
    file: str


LAYOUTS = st.builds(
    Layout,
    st.booleans(),
    st.booleans(),
    st.sampled_from(["joined", "flags", "slots"]),
    st.sampled_from([", ", ";", "、", "､", "／", "\n", " "]),
    st.sampled_from([("1", "0"), ("○", ""), ("TRUE", "FALSE")]),
    st.sampled_from(["", "無回答", "（無回答）", "未記入"]),
    st.sampled_from(["beside", "column"]),
    st.sampled_from([*FILES]),
)


@st.composite
def questionnaires(draw: st.DrawFn) -> list[Field]:
    words = draw(st.lists(st.sampled_from(WORDS), min_size=3, max_size=7, unique=True))
    asked = []
    for place, word in enumerate(words, start=1):
        kind = draw(st.sampled_from(KINDS))
        labels = draw(st.permutations(LABELS))[: draw(st.integers(3, 6))]
        choices = [*labels, "その他*"] if kind in ("single", "multi") else []
        precision = "年月日" if kind == "date" else ""
        first = asked[0] if asked and asked[0].kind == "single" else None
        condition = f"{first.number}=1,2" if first and draw(st.booleans()) else ""
        asked.append(
            question(
                f"問{place}", f"{word}について", kind, *choices,
                precision=precision, condition=condition,
            )
        )  # fmt: skip
    return asked


def an_answer(asked: Field) -> st.SearchStrategy[Value]:
    labels = [choice.label for choice in asked.choices]
    if asked.kind in ("single", "multi"):
        most = 1 if asked.kind == "single" else len(labels)
        some = st.sets(st.sampled_from(labels), min_size=1, max_size=most)
        return st.builds(partial(chosen, labels), some, st.sampled_from(OTHERS))
    if asked.kind == "number":
        return st.decimals(0, 9999, places=5).map(lambda n: Quantity(n, as_printed=str(n)))
    if asked.kind == "date":
        return st.dates().filter(lambda day: day.year >= 1900)
    if asked.kind == "time":
        return st.times().map(lambda at: f"{at:%H:%M}")
    return st.sampled_from(TEXTS)


def chosen(labels: list[str], found: set[str], written: str) -> Chosen:
    other = written if "その他" in found else None
    return Chosen(tuple(x for x in labels if x in found), other)


def is_asked(question: Field, row: dict[str, Value | None], asked: list[Field]) -> bool:
    """問1=1,2: asked only of those who chose the first or the second option there."""
    if not question.condition:
        return True
    first = row[asked[0].number]
    return isinstance(first, Chosen) and first.labels[0] in {c.label for c in asked[0].choices[:2]}


@st.composite
def filled(draw: st.DrawFn) -> tuple[list[Field], list[dict[str, Value]]]:
    asked = draw(questionnaires())
    # A row of nothing but its number is no respondent: the first question is always answered.
    blank = {q.number: st.none() for q in asked[1:]}
    one = st.fixed_dictionaries(
        {q.number: blank.get(q.number, st.nothing()) | an_answer(q) for q in asked}
    )
    rows = draw(st.lists(one, min_size=8, max_size=12))
    for row in rows:
        row |= {q.number: None for q in asked if not is_asked(q, row, asked)}
    return asked, rows


def blocks(asked: Field, layout: Layout) -> Iterator[str]:
    """The headings of a question's columns."""
    heading = asked.number if layout.numbered else f"{asked.number} {asked.text}"
    if asked.kind != "multi" or layout.multi == "joined":
        yield heading
    elif layout.multi == "flags":
        for choice in asked.choices:
            yield f"{heading}_{choice.code if layout.numbered else choice.label}"
    else:
        for place in range(1, len(asked.choices) + 1):
            yield f"{heading}_{place}" if layout.numbered else f"{heading}（{place}位）"
    if asked.choices and layout.other == "column":
        yield f"{heading}_その他の内容"


def cells(asked: Field, value: Value | None, layout: Layout) -> list[str]:
    if value is None:
        return [layout.missing] * len(list(blocks(asked, layout)))
    if isinstance(value, Chosen):
        written = [value.other or ""] if layout.other == "column" else []
        return [*chosen_cells(asked, value, layout), *written]
    return [value.as_printed if isinstance(value, Quantity) else str(value)]


def chosen_cells(asked: Field, value: Chosen, layout: Layout) -> list[str]:
    spelt = {c.label: str(c.code) if layout.coded else c.label for c in asked.choices}
    if value.other and layout.other == "beside":
        spelt["その他"] = f"その他（{value.other}）"
    written = [spelt[label] for label in value.labels]
    if asked.kind == "single":
        return written
    if layout.multi == "flags":
        return [ticked(choice, value, layout) for choice in asked.choices]
    if layout.multi == "joined":
        return [layout.separator.join(written)]
    return [*written, *[""] * (len(asked.choices) - len(written))]


def ticked(choice: Choice, value: Chosen, layout: Layout) -> str:
    """A column per option: its mark; of その他 what was written, where nothing else holds it."""
    if choice.is_other and value.other and layout.other == "beside":
        return value.other
    return layout.tick[choice.label not in value.labels]


@settings(max_examples=150, deadline=None)
@given(filled(), LAYOUTS, st.randoms(use_true_random=False))
def test_what_was_answered_comes_back(
    survey: tuple[list[Field], list[dict[str, Value]]], layout: Layout, shuffle: object
) -> None:
    asked, rows = survey
    order = sorted(asked, key=lambda _: shuffle.random())  # type: ignore[attr-defined]

    def layout_of(q: Field, row: dict[str, Value | None]) -> Layout:
        return layout if is_asked(q, row, asked) else replace(layout, missing="")

    table = [
        [f"{n:04}", *(cell for q in order for cell in cells(q, row[q.number], layout_of(q, row)))]
        for n, row in enumerate(rows, start=1)
    ]
    headings = ["回答ID", *(heading for q in order for heading in blocks(q, layout))]
    source = read(FILES[layout.file]([headings, *table]))
    fields, found = read_sheet(source.sheet(), questions=asked)

    kind = "no_answer" if layout.missing else "blank"
    for row, given_row in zip(found, rows, strict=True):
        have = answers(fields, row)
        for q in asked:
            none = Missing(kind if is_asked(q, given_row, asked) else "not_asked")
            assert same(have.get(q.number), given_row[q.number] or none), q.number


def same(have: Value | None, want: Value) -> bool:
    """Answers in any order, その他 by its text, numbers by their value; what nobody answered may be
    no column at all."""
    if isinstance(want, Missing):
        return have is None or have == want
    if isinstance(want, Chosen) and isinstance(have, Chosen):
        told = {label for label in want.labels if not want.other or label != "その他"}
        return set(have.labels) == told and have.other == want.other
    if isinstance(want, Quantity) and isinstance(have, Quantity):
        return Decimal(have.as_printed) == want.value == have.value
    return have == want
