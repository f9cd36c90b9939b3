"""Proposing what the columns of a table are: questions, facts on the organization, keys.

Order of proof: what a person mapped before (profile), the codebook, a question of the survey with
the same text, and only then what heading and values suggest. Every column ends in exactly one
field; nothing is left out silently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import cast

from surveys.importing.cells.labels import is_bare_other, label_key, split_known
from surveys.importing.columns import blocks
from surveys.importing.columns.coded import CodedColumns, described, recoded
from surveys.importing.columns.distinct_values import Column, columns_of
from surveys.importing.columns.heading_words import hinted
from surveys.importing.columns.inference import infer, infer_as, kind_of_role, share, short
from surveys.importing.columns.known import apply_known_questions, apply_profile
from surveys.importing.columns.learning import OTHER, with_other
from surveys.importing.columns.placing import Decided, placed
from surveys.importing.shapes import Choice, Field, Kind, Layout, Sheet
from surveys.importing.table.codebook import Codebook

Columns = dict[int, Column]

_RANKS = {
    "submitted_at": (
        "完了",
        "completion",
        "end",
        "送信",
        "submi",
        "終了",
        "タイムスタンプ",
        "timestamp",
        "回答",
    ),
}
_ROW_NUMBERS = {
    label_key(text) for text in ("No", "No.", "№", "#", "番号", "連番", "通番", "通し番号")
}
LONGEST_TEXT, LONGEST_LABEL = 990, 500  # the text has room for the number that tells two apart
_ONCE = ("organization:", "submitted_at")
_TOOL_ACCOUNTS = (
    ({"id", "開始時刻", "完了時刻"}, {"メール", "名前", "電子メール"}),
    ({"id", "starttime", "completiontime"}, {"email", "name"}),
    (
        {"respondentid", "collectorid"},
        {
            "emailaddress",
            "firstname",
            "lastname",
            "名",
            "姓",
            "電子メールアドレス",
            "メールアドレス",
        },
    ),
)


def propose(
    sheet: Sheet,
    layout: Layout,
    *,
    codebook: Codebook | None = None,
    profile: list[Field] | None = None,
    known_questions: Sequence[Field] | None = None,
    decided: Mapping[int, Decided] = MappingProxyType({}),
) -> list[Field]:
    """One field per question, fact or other column, in the order of the columns.

    ``profile`` holds the fields of an earlier import of the same form, ``known_questions`` the
    questions of the survey as fields without columns; of those that a questionnaire numbers, the
    columns are found first, and what a person ``decided`` of a column is held to.
    """
    columns = columns_of(sheet, layout)
    by_number = {column.number: column for column in columns}
    asked = [question for question in known_questions or () if question.number]
    settled = placed(described(columns, codebook), asked, decided) if asked else []
    settled += [_of_role(by_number[number], said.role) for number, said in decided.items()
                if said.role != "question" and number in by_number]  # fmt: skip
    fields = _inferred(_without(columns, settled), codebook)
    _ignore_accounts(fields)
    fields = _tie_other_lines(fields, by_number)
    fields = _drop_doubled_lists(fields, by_number)
    _settle_roles(fields)
    _ignore_row_numbers(fields, by_number)
    fields = sorted([*fields, *settled], key=lambda field: field.columns[0])
    for field in fields:
        _describe(field, by_number)
        _leave_out_hidden(field, sheet.hidden_columns)
    if unnumbered := [question for question in known_questions or () if not question.number]:
        apply_known_questions(_apart_from(fields, settled), unnumbered, by_number)
    if profile:
        apply_profile(fields, profile, layout, by_number)
    recoded(fields, known_questions or (), columns, codebook, by_hand=decided)
    for field in fields:
        _shorten(field)
    _name_apart(fields)
    return fields


def _inferred(columns: list[Column], codebook: Codebook | None) -> list[Field]:
    """By the codebook, else as a block, else each column for itself."""
    coded = CodedColumns(columns, codebook)
    fields = coded.fields
    rest = [coded.renamed(column) for column in _without(columns, fields)]
    fields += _spread(rest)
    fields += _listed(_without(rest, fields))
    fields += [infer(column) for column in _without(rest, fields)]
    return sorted(fields, key=lambda field: field.columns[0])


def _apart_from(fields: list[Field], settled: list[Field]) -> list[Field]:
    return [field for field in fields if not any(field is other for other in settled)]


def _without(columns: list[Column], fields: list[Field]) -> list[Column]:
    taken = {number for field in fields for number in field.columns}
    return [column for column in columns if column.number not in taken]


def _of_role(column: Column, role: str) -> Field:
    field = Field(column.heading, kind_of_role(role), role, [column.number])
    field.reason, field.confidence = "担当者が決めました", 1.0
    return field


def refit(field: Field, sheet: Sheet, layout: Layout, *, role: str, kind: str, text: str) -> Field:
    """The field as a person decided it, its options learned anew where the kind changed."""
    columns = {column.number: column for column in columns_of(sheet, layout)}
    if role != "question":
        field = replace(field, choices=[], form="cell", separator=None, missing_values={})
        field.kind = kind_of_role(role)
    elif field.form != "flags" and (kind != field.kind or field.role != "question"):
        field = infer_as(columns[field.columns[0]], cast(Kind, kind), field)
    field = replace(field, role=role, text=text, confidence=1.0, reason="担当者が決めました")
    return field


# ------------------------------------------------------------------ questions of several columns


def _spread(columns: list[Column]) -> list[Field]:
    fields: list[Field] = []
    for run in blocks.runs(columns):
        flags = blocks.flag_field(run)
        fields += [flags] if flags else _grid(run)
    return fields


def _listed(columns: list[Column]) -> list[Field]:
    """Columns headed by the options of a joined answer to their left, and by nothing else."""
    fields: list[Field] = []
    for place, column in enumerate(columns):
        if any(column.number in field.columns for field in fields):
            continue
        run = blocks.run_after(column, columns[place + 1 :])
        flags = blocks.flag_field(run) if run else None
        if flags is not None:
            fields.append(flags)
    return fields


def _grid(run: blocks.Run) -> list[Field]:
    """Single answers to one stem, one column each; no fields if the columns aren't alike."""
    fields = [infer(column) for column in run.columns]
    asked = [field for field in fields if field.role == "question" and field.kind == "single"]
    if len(asked) < 2 or len(asked) < len(fields) - 1 or not _alike(asked):
        return []
    pooled = _pooled(asked)
    for field in asked:
        field.group = run.stem
        field.choices = list(pooled)
        field.reason = f"「{short(run.stem)}」の表の1行です"
    return fields


def _alike(fields: list[Field]) -> bool:
    first, *others = [{label_key(choice.label) for choice in field.choices} for field in fields]
    return all(first & labels for labels in others if labels)


def _pooled(fields: list[Field]) -> list[Choice]:
    """The options of all rows of a grid, for an option may be missing from one of them."""
    fullest = sorted(fields, key=lambda field: -len(field.choices))
    found: dict[str, Choice] = {}
    for field in fullest:
        for choice in field.choices:
            found.setdefault(label_key(choice.label), choice)
    return list(found.values())


def _tie_other_lines(fields: list[Field], columns: Columns) -> list[Field]:
    """Give a choice question the column in which 「その他」 is spelt out."""
    kept: list[Field] = []
    for field in fields:
        owner = kept[-1] if kept else None
        if owner is not None and _is_line(field, owner, columns):
            number = field.columns[0]
            owner.other_column = number
            owner.columns = [*owner.columns, number]
            owner.choices = with_other(owner.choices, True)
        else:
            kept.append(field)
    return kept


def _is_line(field: Field, owner: Field, columns: Columns) -> bool:
    if field.role != "question" or owner.role != "question" or len(field.columns) > 1:
        return False
    if field.kind not in ("text", "single") or hinted(field.text) in ("multi", "number", "date"):
        return False
    if field.columns[0] != owner.columns[-1] + 1:
        return False
    own = columns[field.columns[0]]
    rarer = own.share <= 0.6 or own.filled < max(columns[n].filled for n in owner.columns)
    if is_bare_other(own.heading) and owner.form != "flags":
        # 「その他」 alone may be a last remark; where it was an option, the option was chosen.
        rarer = rarer and any(OTHER in text for text in columns[owner.columns[0]].cells)
    owners = [columns[number].heading for number in owner.columns]
    return rarer and blocks.is_line_of(own.heading, owner, owners)


def _drop_doubled_lists(fields: list[Field], columns: Columns) -> list[Field]:
    """Of a multiple answer written twice, joined and one column per option, take the latter."""
    kept: list[Field] = []
    for field in fields:
        before = kept[-1] if kept else None
        if before is not None and _doubles(before, field, columns):
            before.role = "ignore"
            before.reason = f"同じ回答が「{short(field.text)}」に選択肢ごとの列であります"
            before.confidence = 0.8
        kept.append(field)
    return kept


def _doubles(joined: Field, flags: Field, columns: Columns) -> bool:
    if flags.form != "flags" or joined.role != "question" or len(joined.columns) != 1:
        return False
    if joined.kind not in ("multi", "single", "text") or joined.form == "flags":
        return False
    labels = {label_key(choice.label): choice.label for choice in flags.choices}
    if all(label.isdigit() for label in labels):
        return False
    cells = columns[joined.columns[0]].cells
    marks = [joined.separator] if joined.separator else [" ", "\n", ";", ",", "、", "/"]
    return any(share(cells, partial(_all_known, labels, mark)) >= 0.6 for mark in marks)


def _all_known(labels: dict[str, str], mark: str, text: str) -> bool:
    return not split_known(text, mark, lambda part: labels.get(label_key(part)))[1]


# --------------------------------------------------------------------------- roles


def _ignore_accounts(fields: list[Field]) -> None:
    """The form tool's own columns on the account of whoever sent the form."""
    headings = {label_key(field.text) for field in fields}
    for signs, accounts in _TOOL_ACCOUNTS:
        if not set(map(label_key, signs)) <= headings:
            continue
        for field in fields[:12]:
            if label_key(field.text) in map(label_key, accounts):
                field.role, field.kind = "ignore", "text"
                field.reason, field.confidence = "フォームが自動で付ける列です", 0.9


def _ignore_row_numbers(fields: list[Field], columns: Columns) -> None:
    """No. 1, 2, 3 … typed by hand names a line, not a respondent: insert a row and all shift."""
    if not any(field.role == "organization:name" for field in fields):
        return
    for field in fields:
        cells = columns[field.columns[0]].cells
        counted = {str(n) for n in range(1, len(cells) + 1)} == set(cells)
        if field.role == "respondent_key" and counted and label_key(field.text) in _ROW_NUMBERS:
            field.role, field.kind, field.confidence = "ignore", "text", 0.9
            field.reason = "行の番号とみて、回答者の識別には団体名を使います"


def _settle_roles(fields: list[Field]) -> None:
    """A fact on the organization comes from one column; others of that role are questions."""
    for role in sorted({field.role for field in fields if field.role.startswith(_ONCE)}):
        same = [field for field in fields if field.role == role]
        first = min(same, key=lambda field: (_rank(role, field), field.columns[0]))
        for field in same:
            if field is not first:
                field.role = "ignore" if role == "submitted_at" else "question"
                field.reason = f"同じ役割の列「{short(first.text)}」があります"
                field.confidence = 0.6


def _rank(role: str, field: Field) -> int:
    words = _RANKS.get(role, ())
    key = label_key(field.text)
    return next((place for place, word in enumerate(words) if word in key), len(words))


# --------------------------------------------------------------------------- finishing


def _describe(field: Field, columns: Columns) -> None:
    own = [columns[number] for number in field.columns]
    field.header = (own[0].heading, own[0].header.occurrence)
    field.samples = next((column.samples() for column in own if column.cells), [])
    field.filled = max(column.share for column in own)


def _leave_out_hidden(field: Field, hidden: set[int]) -> None:
    """What somebody hid was not meant to be seen: it is taken where a person chooses it."""
    if hidden.issuperset(field.columns) and field.role != "ignore":
        field.role, field.confidence = "ignore", 0.8
        field.reason = "非表示の列です。取り込むときは取り込む先を選んでください"
        if field.form != "flags":
            field.choices = []


def _shorten(field: Field) -> None:
    """No longer than it is stored, here and once: answers are found by these very words."""
    if len(field.text) > LONGEST_TEXT:
        field.text = field.text[:LONGEST_TEXT]
        field.reason = f"{field.reason}。見出しが長いため、設問文は先頭の{LONGEST_TEXT}文字です"
    for choice in field.choices:
        if len(choice.label) > LONGEST_LABEL:
            choice.aliases = [*choice.aliases, choice.label]
            choice.label = choice.label[:LONGEST_LABEL]


def _name_apart(fields: list[Field]) -> None:
    """Number questions of the same text, so that none stands for another."""
    seen: dict[str, int] = {}
    for field in sorted(fields, key=lambda field: field.role == "ignore"):
        seen[field.text] = seen.get(field.text, 0) + 1
        if seen[field.text] > 1:
            field.text = f"{field.text}（{seen[field.text]}）"
