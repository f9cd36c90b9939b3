"""Learning the options of a column with one answer per cell, when no codebook names them."""

from __future__ import annotations

from collections import Counter

from surveys.importing.cells.labels import is_other, label_key, other_text
from surveys.importing.columns.learning import NOTHING, glued, with_other
from surveys.importing.shapes import Choice


def learn_single(cells: Counter[str]) -> list[Choice]:
    """The options of a column with one answer per cell.

    A text met once among answers that recur is what somebody wrote behind 「その他」, unless it
    resembles an option (週に5回 beside 週に1回) or hardly anything else was met once.
    """
    numbered = glued(cells)
    counts: Counter[str] = Counter()
    spelling: dict[str, str] = {}
    codes: dict[str, str] = {}
    written = 0
    for text, count in cells.most_common():
        if other_text(text) is not None:
            written += count
            continue
        code, label = numbered.get(text, (None, text))
        key = label_key(label)
        counts[key] += count
        spelling.setdefault(key, label)
        if code is not None:
            codes[key] = code
    typed = _typed_once(counts, spelling) - codes.keys()
    kept = [key for key in counts if key not in typed]
    if codes and all(codes.get(key, "").isdigit() for key in kept if not is_other(spelling[key])):
        kept.sort(key=lambda key: (key not in codes, int(codes.get(key, "0"))))
    choices = [
        Choice(spelling[key], code=codes.get(key), is_other=is_other(spelling[key])) for key in kept
    ]
    return with_other(choices, bool(typed) or written > 0)


def _typed_once(counts: Counter[str], spelling: dict[str, str]) -> set[str]:
    from rapidfuzz import fuzz, process  # only imports need it

    total = sum(counts.values())
    once = [key for key, count in counts.items() if count == 1 and not is_other(spelling[key])]
    often = [key for key, count in counts.items() if count > 1]
    if total < 20 or len(often) < 2:
        return set()
    return {
        key
        for key in once
        if not NOTHING.search(spelling[key])
        and not process.extractOne(key, often, scorer=fuzz.ratio, score_cutoff=55)
    }
