"""Learning answer options from the answers themselves, when no codebook names them.

The whole column is read before anything is decided: options recur in many answers and in a fixed
order, what people wrote behind 「その他」 recurs seldom and stands at the end.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from statistics import median

from surveys.importing.cells.labels import (
    LONGEST_LIST,
    is_other,
    label_key,
    other_text,
    pieces,
    unglued,
)
from surveys.importing.columns.separators import (
    LAST_RESORT,
    SEPARATORS,
    Sequence,
    taken_apart,
)
from surveys.importing.shapes import Choice

NOTHING = re.compile(
    r"特に?(?:な|無|あり)|な[しい]$|無[しい]$|ありません|わから|分から|不明|どれも|いずれも|(?:^|\s)none|n/a",
    re.I,
)
OTHER = "その他"
_FRAGMENT = re.compile(r"[0０]{3}\D.*|https?:?|www\..*")
_HOURS = re.compile(r"\d{1,2}[:：時]\d\d|\d時")


@dataclass(slots=True)
class LearnedList:
    """``many``: share of answers with several items; ``firm``: of items that recur; ``doubt``
    is what a person should look at, or empty."""

    separator: str
    choices: list[Choice]
    many: float
    firm: float
    doubt: str = ""


# --------------------------------------------------------------------------- lists


def learn_list(cells: Counter[str], *, hinted: bool) -> LearnedList | None:
    """Find the separator and the options of a column of joined labels; ``None`` if it is none.

    ``hinted``: the heading says that several answers are allowed, so less evidence is enough.
    """
    cells = Counter({text: n for text, n in cells.items() if len(text) <= LONGEST_LIST})
    if not hinted and _is_mostly_sentences(cells):
        return None
    best: _Items | None = None
    for mark in _present(cells, hinted):
        found = best is not None and best.separator not in LAST_RESORT
        if mark in LAST_RESORT and (found or (not mark.strip() and glued(cells))):
            break
        cut = [(pieces(text, mark), count) for text, count in cells.items()]
        if _scattered(cut):
            continue
        items = _Items(cut, mark)
        # The right separator leaves the shortest list of different items; a wrong one leaves
        # whole combinations of them standing.
        if items.has_fragments(hinted):
            continue
        if items.convincing(hinted) and (best is None or items.length < 0.98 * best.length):
            best = items
    if best is None:
        return None
    doubt = best.take_apart()
    return LearnedList(best.separator, best.choices(), best.many, best.firm, doubt)


def _present(cells: Counter[str], hinted: bool) -> list[str]:
    total = sum(cells.values())
    least = 1 if hinted else max(2, total * 0.05)
    return [
        mark
        for mark in SEPARATORS
        if sum(count for text, count in cells.items() if mark in text) >= least
    ]


def _is_mostly_sentences(cells: Counter[str]) -> bool:
    return 3 * sum(count for text, count in cells.items() if "。" in text) > cells.total()


def _scattered(cut: list[tuple[list[str], int]]) -> bool:
    """Whether next to nothing recurs, as in prose: then nothing further need be tried."""
    counts: Counter[str] = Counter()
    for parts, count in cut:
        for part in set(parts):
            counts[part] += count
    recurring = sum(count for count in counts.values() if count > 1)
    return len(cut) > 100 and recurring < 0.3 * counts.total()


class _Items:
    """A column cut at one separator."""

    def __init__(self, cut: list[tuple[list[str], int]], separator: str) -> None:
        self.separator = separator
        self.total = sum(count for _, count in cut)
        self.spelling: dict[str, str] = {}
        self.written = 0  # answers with a text behind 「その他」
        self.codes: dict[str, str] = {}
        cut = _with_tails(cut, separator)
        self._glued = glued(Counter(piece for parts, count in cut for piece in parts))
        self.sequences = self._merged([self._sequence(parts, count) for parts, count in cut])
        self._count()
        self._weigh()

    def _count(self) -> None:
        self.counts: Counter[str] = Counter()
        for keys, count in self.sequences:
            for key in set(keys):
                self.counts[key] += count

    def take_apart(self) -> str:
        """Cut at the marks that only some people used too; returns what is in doubt."""
        self.sequences, self.spelling, doubt = taken_apart(self.sequences, self.spelling)
        self._count()
        return doubt

    def _sequence(self, parts: list[str], count: int) -> Sequence:
        keys = []
        for part in parts:
            if other_text(part) is not None:
                self.written += count
                continue
            code, label = self._glued.get(part, (None, part))
            key = label_key(label)
            self.spelling.setdefault(key, label)
            if code is not None:
                self.codes[key] = code
            keys.append(key)
        return tuple(keys), count

    def _weigh(self) -> None:
        least = max(2, self.total * 0.03)
        several = sum(count for keys, count in self.sequences if len(keys) > 1)
        shown = sum(self.counts.values())
        recurring = [count for count in self.counts.values() if count >= least]
        self.many = several / self.total if self.total else 0.0
        self.firm = sum(recurring) / shown if shown else 0.0
        self.recurring = len(recurring)
        self.length = sum(len(key) + 1 for key in self.counts)

    def convincing(self, hinted: bool) -> bool:
        if hinted:
            return self.many > 0 and (self.firm >= 0.5 or self.total < 12)
        enough = self.many >= 0.08 and 2 <= self.recurring <= 60
        least = 0.7 if self.total >= 30 else 0.5
        return enough and self.firm >= (0.85 if self.separator in LAST_RESORT else least)

    def has_fragments(self, hinted: bool) -> bool:
        """Whether an item is the rest of an amount or address, or one of several hours."""
        labels = [self.spelling[key] for key in self.counts]
        return any(_FRAGMENT.fullmatch(label) for label in labels) or (
            not hinted and any(_HOURS.search(label) for label in labels)
        )

    def _merged(self, sequences: list[Sequence]) -> list[Sequence]:
        """Join pieces that only ever stand together: one label that holds the separator."""
        for _ in range(6):
            pairs = _inseparable(sequences)
            if not pairs:
                break
            sequences = [(self._join(keys, pairs), count) for keys, count in sequences]
        return sequences

    def _join(self, keys: tuple[str, ...], pairs: set[tuple[str, str]]) -> tuple[str, ...]:
        joined: list[str] = []
        last = ""
        for key in keys:
            if joined and (last, key) in pairs:
                label = self.spelling[joined[-1]] + self.separator + self.spelling[key]
                joined[-1] = label_key(label)
                self.spelling.setdefault(joined[-1], label)
            else:
                joined.append(key)
            last = key
        return tuple(joined)

    def choices(self) -> list[Choice]:
        options = _options(self.sequences, self.counts, self.spelling, self.total)
        options |= self.codes.keys() & self.counts.keys()
        ordered = _in_order(options, self.sequences, self.codes)
        found = [
            Choice(
                self.spelling[key], code=self.codes.get(key), is_other=is_other(self.spelling[key])
            )
            for key in ordered
        ]
        return with_other(found, len(options) < len(self.counts) or self.written > 0)


def with_other(choices: list[Choice], needed: bool) -> list[Choice]:
    """Add 「その他」 when free texts stand among the answers and no option takes them."""
    if needed and not any(choice.is_other for choice in choices):
        return [*choices, Choice(OTHER, is_other=True)]
    return choices


def _with_tails(cut: list[tuple[list[str], int]], separator: str) -> list[tuple[list[str], int]]:
    """Give numbered labels back what was cut off them: 1.農業、林業、5.飲食 holds two items.

    What always follows a number belongs to its label; what follows only sometimes was typed in.
    """
    tails: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for parts, _ in cut:
        for place, part in enumerate(parts):
            if unglued(part)[0] is not None:
                tails[part].append(_unnumbered(parts[place + 1 :]))
    fixed = {part: _common_start(found) for part, found in tails.items()}
    if not any(fixed.values()):
        return cut
    return [(_rejoined(parts, fixed, separator), count) for parts, count in cut]


def _unnumbered(parts: list[str]) -> tuple[str, ...]:
    stop = next((i for i, part in enumerate(parts) if unglued(part)[0] or is_other(part)), None)
    return tuple(parts[:stop])


def _common_start(tails: list[tuple[str, ...]]) -> tuple[str, ...]:
    if len(tails) < 2:
        return ()
    shortest = min(tails, key=len)
    agreed = 0
    while agreed < len(shortest) and all(tail[agreed] == shortest[agreed] for tail in tails):
        agreed += 1
    return shortest[:agreed]


def _rejoined(parts: list[str], fixed: dict[str, tuple[str, ...]], separator: str) -> list[str]:
    joined, place = [], 0
    while place < len(parts):
        tail = fixed.get(parts[place], ())
        joined.append(separator.join((parts[place], *tail)))
        place += 1 + len(tail)
    return joined


def glued(spellings: Counter[str]) -> dict[str, tuple[str | None, str]]:
    """Spelling → (number, label), if numbers stand before most items and always the same ones."""
    split = {text: unglued(text, before_digit=True) for text in spellings if not is_other(text)}
    numbered = sum(spellings[text] for text, (code, _) in split.items() if code is not None)
    if numbered < max(2, 0.7 * sum(spellings[text] for text in split)):
        return {}
    labels: dict[str, set[str]] = defaultdict(set)
    for code, label in split.values():
        if code is not None:
            labels[code].add(label_key(label))
    one_each = all(len(found) == 1 for found in labels.values())
    different = {label for found in labels.values() for label in found}
    if not one_each or len(different) < len(labels) or all(map(_is_figure, different)):
        return {}
    return {text: unglued(text, before_digit=True) for text in spellings}


def _is_figure(label: str) -> bool:
    return not re.search(r"[^\d.,:/-]", label)


def _inseparable(sequences: list[Sequence]) -> set[tuple[str, str]]:
    """Pairs of neighbours of which neither ever stands without such a partner."""
    counts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for keys, count in sequences:
        for key in keys:
            counts[key] += count
        for pair in zip(keys, keys[1:], strict=False):
            pairs[pair] += count
    bound_left = {pair for pair, n in pairs.items() if n >= 3 and n == counts[pair[1]]}
    bound_right = {pair for pair, n in pairs.items() if n >= 3 and n == counts[pair[0]]}
    return _complete(bound_left, pairs, counts, 0) | _complete(bound_right, pairs, counts, 1)


def _complete(
    bound: set[tuple[str, str]], pairs: Counter[tuple[str, str]], counts: Counter[str], side: int
) -> set[tuple[str, str]]:
    """Those pairs whose shared piece stands in no answer but beside its bound partners."""
    covered: Counter[str] = Counter()
    for pair in bound:
        covered[pair[side]] += pairs[pair]
    return {pair for pair in bound if covered[pair[side]] == counts[pair[side]]}


# ------------------------------------------------------------- options and other texts


def _options(
    sequences: list[Sequence], counts: Counter[str], spelling: dict[str, str], total: int
) -> set[str]:
    """Which items are options of the form; the others were typed in."""
    if total < 12:
        return set(counts)
    usual = [count for count in counts.values() if count >= 0.1 * total]
    usual = usual or [count for count in counts.values() if count >= 3]
    if not usual:
        return set(counts)
    base = median(usual)
    place = _Places(sequences, {key for key, count in counts.items() if count >= 0.4 * base})
    return {
        key
        for key, count in counts.items()
        if is_other(spelling[key]) or _is_option(key, count, base, place, spelling[key])
    }


def _is_option(key: str, count: int, base: float, place: _Places, label: str) -> bool:
    if count >= 2 and NOTHING.search(label):
        return True
    if place.ordered and (place.before_firm[key] or (count >= 2 and place.before_any[key])):
        return True  # what is typed in comes last, so this one is an option seldom chosen
    # Only one option of a form is its last one: of several that always end an answer and are
    # less usual, most were typed in.
    least = 0.7 if place.ordered and len(place.always_last) >= 3 else 0.4
    return count >= max(2, least * base) or (count >= 3 and place.alone[key] == count)


class _Places:
    """Where the items stand within the answers."""

    def __init__(self, sequences: list[Sequence], firm: set[str]) -> None:
        self.before_firm: Counter[str] = Counter()
        self.before_any: Counter[str] = Counter()
        self.alone: Counter[str] = Counter()
        directions: Counter[tuple[str, str]] = Counter()
        for keys, count in sequences:
            if len(keys) == 1:
                self.alone[keys[0]] += count
            for earlier, later in zip(keys, keys[1:], strict=False):
                self.before_any[earlier] += count
                if later in firm:
                    self.before_firm[earlier] += count
                    if earlier in firm:
                        directions[earlier, later] += count
        self.ordered = _consistent(directions)
        shown = {key for keys, _ in sequences for key in keys}
        self.always_last = {key for key in shown if not self.before_any[key]}


def _consistent(directions: Counter[tuple[str, str]]) -> bool:
    total = sum(directions.values())
    against = sum(
        min(count, directions.get((later, earlier), 0))
        for (earlier, later), count in directions.items()
    )
    return total > 0 and against / total < 0.1


def _in_order(options: set[str], sequences: list[Sequence], codes: dict[str, str]) -> list[str]:
    """By number if they have numbers, else in the order in which the form lists them."""
    if all(codes.get(key, "").isdigit() for key in options if not is_other(key)):
        return sorted(options, key=lambda key: (is_other(key), int(codes.get(key) or 0)))
    ahead: Counter[tuple[str, str]] = Counter()
    for keys, count in sequences:
        shown = [key for key in keys if key in options]
        for index, earlier in enumerate(shown):
            for later in shown[index + 1 :]:
                ahead[earlier, later] += count
    met = (key for keys, _ in sequences for key in keys)
    first_met = {key: place for place, key in enumerate(dict.fromkeys(met))}
    behind = {
        key: sum(ahead[other, key] > ahead[key, other] for other in options) for key in options
    }
    return sorted(options, key=lambda key: (is_other(key), behind[key], first_met[key]))
