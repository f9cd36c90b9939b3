"""What corrections of questions mean for the mappings that are kept under their old words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from surveys.importing.cells.labels import label_key
from surveys.importing.shapes import Choice, Field
from surveys.importing.values.understood import question_key

ASKED = (
    "text", "number", "kind", "group", "unit", "minimum", "maximum", "precision", "condition",
    "required", "headings",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Correction:
    """One question before and after; ``after`` is None where it is gone.

    ``labels``: old label of an option → the new one, or None where the option is gone.
    """

    before: Field
    after: Field | None
    labels: Mapping[str, str | None] = field(default_factory=dict)


def corrected(mapped: Sequence[Field], corrections: Sequence[Correction]) -> list[Field] | None:
    """The mapping with the questions as they are now; None where it speaks of none of them.

    A column of a question that is gone is left out: in the next file it is asked about again.
    """
    found = [(each, _of(each, corrections)) for each in mapped]
    if not any(correction for _, correction in found):
        return None
    now = [_as_now(each, correction) if correction else each for each, correction in found]
    return [each for each in now if each is not None]


def _of(mapped: Field, corrections: Sequence[Correction]) -> Correction | None:
    return next((each for each in corrections if _asks(mapped, each.before)), None)


def _asks(mapped: Field, question: Field) -> bool:
    same = question_key(mapped) == question_key(question)
    return same and mapped.role == "question" and (mapped.group or "") == (question.group or "")


def _as_now(mapped: Field, correction: Correction) -> Field | None:
    after = correction.after
    if after is None:
        return None
    asked = {name: getattr(after, name) for name in ASKED}
    labels = {label_key(old): new for old, new in correction.labels.items()}
    gone = [choice for choice in mapped.choices if labels.get(label_key(choice.label), "") is None]
    columns = {choice.column for choice in gone}
    of_file = mapped.missing_values.keys() - correction.before.missing_values.keys()
    return replace(
        mapped,
        **asked,
        choices=_choices_now([c for c in mapped.choices if c not in gone], labels, after),
        columns=[column for column in mapped.columns if column not in columns],
        missing_values={value: mapped.missing_values[value] for value in of_file}
        | after.missing_values,
    )


def _choices_now(
    mapped: Sequence[Choice], labels: Mapping[str, str | None], after: Field
) -> list[Choice]:
    """The options as they are now, each with its column and the spellings of the file.

    Options that only the file has, in an import not carried out yet, stay behind them.
    """
    by_label = {label_key(labels.get(label_key(c.label)) or c.label): c for c in mapped}
    now = [_as_asked(c, by_label.pop(label_key(c.label), None)) for c in after.choices]
    return [*now, *by_label.values()] if now else list(mapped)


def _as_asked(asked: Choice, mapped: Choice | None) -> Choice:
    if mapped is None:
        return asked
    before = [mapped.label] if mapped.label != asked.label else []
    aliases = dict.fromkeys([*mapped.aliases, *before, *asked.aliases])
    return replace(asked, column=mapped.column, aliases=[*aliases])
