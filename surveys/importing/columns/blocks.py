"""Questions spread over several columns: one column per option, and grids of single answers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from surveys.importing.cells.labels import is_other, label_key, unglued
from surveys.importing.cells.ticks import NO, YES
from surveys.importing.columns.distinct_values import Column
from surveys.importing.columns.heading_words import hinted, missing_word
from surveys.importing.columns.learning import OTHER, learn_list, with_other
from surveys.importing.columns.roles import LONGEST_HEADING
from surveys.importing.shapes import Choice, Field, MissingKind
from surveys.importing.table.codebook import is_other_column, stem_of

_WORDS = frozenset(map(label_key, ("はい", "いいえ", "yes", "no", "あり", "なし", "有", "無")))

_SPLITS = (
    re.compile(r"(.+?)\s*[\[［【](?![^\]］】]*必須)([^\[\]［］【】]+)[\]］】]\s*"),
    re.compile(r"((?:Q|問|設問|質問)\s*\d+)[_\-.]\d{1,2}[\s.:：、．]+(.+)", re.I),
    re.compile(r"(.+?)\s*[／/|>＞]\s*([^／/|]+)"),
    re.compile(r"(.+?)\s*[:：]\s*(.+)"),
    re.compile(r"(.+)_([^_]+)"),
    re.compile(r"(.+?)\s+[-–—―－]\s*(.+)"),
    re.compile(r"(.+?)\s*[（(]([^（）()]*(?:[（(][^（）()]*[）)])?[^（）()]*)[）)]\s*"),
    re.compile(r"(.+?)\s+((?:\d{1,2}[.．)）:：]|[①-⑳])\s*.+)"),
    re.compile(r"(.+?)([①-⑳].+)"),
    re.compile(r"(.{4,}?)[\s\u3000]+(\S+)"),
)
_TEXT_LEAF = re.compile(
    r"t|fa|ft|oa|text|txt|other|内容|詳細|自由記[述入載].*|自由回答|記述.*|具体的.*"
    r"|comment.*|please specify.*",
    re.I,
)
_OTHER_LINE = re.compile(
    r"(?:上記で|問\d+で)?[「『]?(?:その他|そのほか)[」』]?"
    r"(?:の?(?:内容|場合|具体的|詳細|回答|自由|記[入述]|テキスト)"
    r"|を選|と(?:回答|答)|に(?:○|〇|ついて)|[(（\[:：・_ /]|$)"
    r"|.*[(（\[:：・_ /-](?:その他|そのほか)"
    r"(?:[)）\]]|の?(?:内容|具体的|詳細|自由|記[入述])|[(（].*[)）])"
    r"|.*other.*(?:specify|text)",
    re.I | re.DOTALL,
)
_NOT_OTHER_LINE = re.compile(r"意見|要望|連絡|質問|ご自由|感想|お気づき|伝え")


@dataclass(slots=True)
class Run:
    """Neighbouring columns whose headings begin alike; ``leaves`` are what differs."""

    stem: str
    columns: list[Column]
    leaves: list[str]


def runs(columns: list[Column]) -> list[Run]:
    """The longest runs from left to right; columns that belong to none are left out."""
    found: list[Run] = []
    start = 0
    splits = [_splits(column) for column in columns]
    while start < len(columns):
        run = _longest(columns, splits, start)
        if run is None:
            start += 1
        else:
            found.append(run)
            start += len(run.columns)
    return found


def _splits(column: Column) -> dict[int, tuple[str, str]]:
    """Way of splitting → (stem, leaf) of a heading; way -1 is by header rows."""
    parts = [part.strip() for part in column.header.parts if part.strip()]
    if len(parts) > 1:
        return {-1: (" / ".join(parts[:-1]), parts[-1])}
    return text_splits(column.heading.strip())


def same_stem(heading: str, other: str) -> bool:
    """Whether two headings name two columns of one question (Q6_1 and Q6_2)."""
    own, others = text_splits(heading.strip()), text_splits(other.strip())
    return any(
        label_key(own[way][0]) == label_key(others[way][0]) for way in own.keys() & others.keys()
    ) or is_other_column(other, [heading])


def text_splits(heading: str) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    if len(heading) > LONGEST_HEADING:
        return found
    stem, index = stem_of(unicodedata.normalize("NFKC", heading))
    if index is not None:
        found[-2] = (stem, index)
    for way, pattern in enumerate(_SPLITS):
        if match := pattern.fullmatch(heading):
            found[way] = (match[1].strip(), match[2].strip())
    return found


def _longest(
    columns: list[Column], splits: list[dict[int, tuple[str, str]]], start: int
) -> Run | None:
    best: Run | None = None
    for way, (stem, _) in splits[start].items():
        end = start
        key = label_key(stem)
        while end < len(columns) and way in splits[end] and label_key(splits[end][way][0]) == key:
            if end > start and columns[end].number != columns[end - 1].number + 1:
                break
            end += 1
        if end - start > (len(best.columns) if best else 1):
            leaves = [splits[place][way][1] for place in range(start, end)]
            best = Run(stem, columns[start:end], leaves)
    return best


def run_after(column: Column, following: list[Column]) -> Run | None:
    """The columns right behind ``column`` whose headings are among the items of its cells."""
    named = [
        other
        for other in following[:2]
        if other.heading and any(other.heading in text for text in column.cells)
    ]
    learned = learn_list(column.cells, hinted=False) if len(named) == 2 else None
    if learned is None:
        return None
    labels = {label_key(choice.label) for choice in learned.choices}
    own: list[Column] = []
    for place, other in enumerate(following, start=1):
        if other.number != column.number + place or label_key(other.heading) not in labels:
            break
        own.append(other)
    return Run(column.heading, own, [c.heading for c in own]) if len(own) > 1 else None


# --------------------------------------------------------------- one column per option


def flag_field(run: Run) -> Field | None:
    """The run as one multiple-choice question, if its cells are marks or the options' labels."""
    texts = [place for place in range(len(run.columns)) if _is_text_part(run, place)]
    marks = [place for place in range(len(run.columns)) if place not in texts]
    if len(texts) > 1 or not marks or len(run.columns) < 2:
        return None
    states = [_state(run, place) for place in marks]
    if "answers" in states or set(states) == {"empty"} or _is_yes_no_grid(run, marks):
        return None
    if "own" in states and not _own_differ(run, marks):
        return None
    choices = [_choice(run, place, state) for place, state in zip(marks, states, strict=True)]
    field = Field(
        run.stem.rstrip(" 　:：_-/"),
        "multi",
        "question",
        [column.number for column in run.columns],
        choices=choices,
        form="flags",
    )
    _place_other(field, run, texts)
    field.missing_values = _missing(run)
    field.reason, field.confidence = "選択肢ごとに列が分かれています", 0.85
    return field


def _is_text_part(run: Run, place: int) -> bool:
    """Whether the column holds what was written behind 「その他」."""
    leaf, column = run.leaves[place], run.columns[place]
    named = is_other(unglued(leaf)[1]) or _TEXT_LEAF.fullmatch(leaf)
    if not named and not is_other_column(column.heading, [c.heading for c in run.columns[:place]]):
        return False
    if not column.cells:
        return place == len(run.columns) - 1 and not is_other(leaf) or _prompts(leaf)
    return not _marked(column) and not _labelled(column, leaf)


def _prompts(leaf: str) -> bool:
    return bool(re.search(r"具体的|自由|記[入述]|specify|text", leaf, re.I))


def _marked(column: Column) -> bool:
    return all(
        label_key(text) in YES or label_key(text) in NO or missing_word(text)
        for text in column.cells
    )


def _labelled(column: Column, leaf: str) -> bool:
    own = {label_key(leaf), label_key(unglued(leaf)[1])}
    return bool(column.cells) and all(
        label_key(text) in own or label_key(unglued(text)[1]) in own or label_key(text) in NO
        for text in column.cells
    )


def _state(run: Run, place: int) -> str:
    """``empty``, ``marks``, ``label`` (its own option's), ``own`` (one value) or ``answers``."""
    column = run.columns[place]
    if not column.cells:
        return "empty"
    if _labelled(column, run.leaves[place]):
        return "label"
    if _marked(column):
        return "marks"
    if is_other(unglued(run.leaves[place])[1]):
        return "label"
    values = {label_key(text) for text in column.cells if label_key(text) not in NO}
    return "own" if len(values) == 1 else "answers"


def _own_differ(run: Run, marks: list[int]) -> bool:
    """Whether the columns' single values are all different, as options or their codes are."""
    values = [
        label_key(text)
        for place in marks
        for text in run.columns[place].cells
        if label_key(text) not in NO
    ]
    return len(set(values)) == len({label_key(v) for v in values}) and len(values) == len(
        set(values)
    )


def _is_yes_no_grid(run: Run, marks: list[int]) -> bool:
    """はい and いいえ in one column answer that column's own question."""
    if hinted(run.stem) == "multi":
        return False
    for place in marks:
        words = {label_key(text) for text in run.columns[place].cells} & _WORDS
        if words & YES and words & NO:
            return True
    return False


def _choice(run: Run, place: int, state: str) -> Choice:
    column, leaf = run.columns[place], run.leaves[place]
    code, label = unglued(leaf)
    if leaf.isdigit():
        code, label = leaf, leaf
    if state == "own":
        own = next(text for text in column.cells if label_key(text) not in NO)
        if own.isdigit():
            code = own
        elif leaf.isdigit():
            label = own
    other = is_other(label)
    return Choice(OTHER if other else label, code=code, is_other=other, column=column.number)


def _place_other(field: Field, run: Run, texts: list[int]) -> None:
    if not texts:
        return
    field.other_column = run.columns[texts[0]].number
    heading = run.columns[texts[0]].heading
    for choice in field.choices:
        owner = next(c.heading for c in run.columns if c.number == choice.column)
        choice.is_other = choice.is_other or is_other_column(heading, [owner], stems=False)
    field.choices = with_other(field.choices, True)


def _missing(run: Run) -> dict[str, MissingKind]:
    return {
        text: kind
        for column in run.columns
        for text in column.cells
        if (kind := missing_word(text)) and label_key(text) not in NO
    }


# -------------------------------------------------------- free text of 「その他」, in a column


def is_line_of(heading: str, field: Field, owners: list[str]) -> bool:
    """Whether the heading is the line to write on of the field's 「その他」."""
    if field.kind not in ("single", "multi") or field.other_column is not None:
        return False
    if is_other_column(heading, owners):
        return True
    if _NOT_OTHER_LINE.search(heading):
        return False
    heading = heading.strip()[:LONGEST_HEADING]
    plain = label_key(heading)
    if plain.startswith(label_key(field.text)) and plain != label_key(field.text):
        return bool(re.search(r"その他|そのほか|自由記|other|具体的", heading, re.I))
    return bool(_OTHER_LINE.match(heading))
