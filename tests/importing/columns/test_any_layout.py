"""Any questionnaire and any answers, written to a sheet in any layout, come back equal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.importing.shapes import Chosen, Field, Missing, Quantity, Value
from tests.importing.known import answers, question, read

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
KINDS = ("single", "multi", "number", "date", "time", "text", "id")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file writes the answers: headings, options, marks, words for no answer."""

    numbered: bool
    coded: bool
    multi: str  # joined, flags, slots
    separator: str
    tick: tuple[str, str]
    missing: str


LAYOUTS = st.builds(
    Layout,
    st.booleans(),
    st.booleans(),
    st.sampled_from(["joined", "flags", "slots"]),
    st.sampled_from([", ", ";", "、", "､", "／", "\n", " "]),
    st.sampled_from([("1", "0"), ("○", ""), ("TRUE", "FALSE")]),
    st.sampled_from(["", "無回答", "（無回答）", "未記入"]),
)


@st.composite
def questionnaires(draw: st.DrawFn) -> list[Field]:
    words = draw(st.lists(st.sampled_from(WORDS), min_size=3, max_size=7, unique=True))
    asked = []
    for place, word in enumerate(words, start=1):
        kind = draw(st.sampled_from(KINDS))
        labels = draw(st.permutations(LABELS))[: draw(st.integers(3, 6))]
        choices = labels if kind in ("single", "multi") else []
        precision = "年月日" if kind == "date" else ""
        asked.append(question(f"問{place}", f"{word}について", kind, *choices, precision=precision))
    return asked


def an_answer(asked: Field) -> st.SearchStrategy[Value]:
    labels = [choice.label for choice in asked.choices]
    if asked.kind == "single":
        return st.sampled_from(labels).map(lambda label: Chosen((label,)))
    if asked.kind == "multi":
        some = st.sets(st.sampled_from(labels), min_size=1)
        return some.map(lambda found: Chosen(tuple(x for x in labels if x in found)))
    if asked.kind == "number":
        return st.decimals(0, 9999, places=5).map(lambda n: Quantity(n, as_printed=str(n)))
    if asked.kind == "date":
        return st.dates().filter(lambda day: day.year >= 1900)
    if asked.kind == "time":
        return st.times().map(lambda at: f"{at:%H:%M}")
    return st.sampled_from(TEXTS)


@st.composite
def filled(draw: st.DrawFn) -> tuple[list[Field], list[dict[str, Value]]]:
    asked = draw(questionnaires())
    # A row of nothing but its number is no respondent: the first question is always answered.
    blank = {q.number: st.none() for q in asked[1:]}
    one = st.fixed_dictionaries(
        {q.number: blank.get(q.number, st.nothing()) | an_answer(q) for q in asked}
    )
    return asked, draw(st.lists(one, min_size=8, max_size=12))


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


def cells(asked: Field, value: Value | None, layout: Layout) -> list[str]:
    if value is None:
        return [layout.missing] * len(list(blocks(asked, layout)))
    if isinstance(value, Chosen):
        return chosen_cells(asked, value.labels, layout)
    return [value.as_printed if isinstance(value, Quantity) else str(value)]


def chosen_cells(asked: Field, labels: tuple[str, ...], layout: Layout) -> list[str]:
    spelt = {c.label: str(c.code) if layout.coded else c.label for c in asked.choices}
    written = [spelt[label] for label in labels]
    if asked.kind == "single":
        return written
    if layout.multi == "flags":
        return [layout.tick[choice.label not in labels] for choice in asked.choices]
    if layout.multi == "joined":
        return [layout.separator.join(written)]
    return [*written, *[""] * (len(asked.choices) - len(written))]


@settings(max_examples=150, deadline=None)
@given(filled(), LAYOUTS, st.randoms(use_true_random=False))
def test_what_was_answered_comes_back(
    survey: tuple[list[Field], list[dict[str, Value]]], layout: Layout, shuffle: object
) -> None:
    asked, rows = survey
    order = sorted(asked, key=lambda _: shuffle.random())  # type: ignore[attr-defined]
    table = [
        [f"{n:04}", *(cell for q in order for cell in cells(q, row[q.number], layout))]
        for n, row in enumerate(rows, start=1)
    ]
    headings = ["回答ID", *(heading for q in order for heading in blocks(q, layout))]
    fields, found = read(headings, *table, questions=asked)

    kind = "no_answer" if layout.missing else "blank"
    for row, given_row in zip(found, rows, strict=True):
        have = answers(fields, row)
        for q in asked:
            want = given_row[q.number]
            assert same(have.get(q.number), Missing(kind) if want is None else want), q.number


def same(have: Value | None, want: Value) -> bool:
    """Answers in any order, numbers by their value; a column of blanks may be no column at all."""
    if isinstance(want, Missing):
        return have is None or have == want
    if isinstance(want, Chosen) and isinstance(have, Chosen):
        return set(have.labels) == set(want.labels) and have.other is None
    if isinstance(want, Quantity) and isinstance(have, Quantity):
        return Decimal(have.as_printed) == want.value == have.value
    return have == want
