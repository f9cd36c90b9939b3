"""What speaks for and against a written name meaning a registered organization.

``None`` in a comparison means that one of the two sides says nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from organizations.bodies.names import forms_agree, is_unincorporated
from platform_registry.japanese import search_key

CONFLICTING = 84  # at most, if a number, a direction … differs: never proposed as the same

# Words that tell one organization from its neighbour; another one of a group is no typing error.
_TELLING = (
    ("数字・記号", r"[0-9]+|[一二三四五六七八九十]|(?<![a-z])[a-z](?![a-z])"),
    ("方角・位置", r"[東西南北]"),
    ("上中下", r"[上中下]"),
    ("新旧・大小・本支", r"[新旧元本支大小]"),
    ("性別", r"男性?|女性?|父親?|母親?|パパ|ママ"),
    ("季節・時間", r"[春夏秋冬朝昼夕夜]"),
    ("対象", r"コドモ|ミンナ|オトナ|大人|シニア|高齢者|障害者?|若者|親子|乳幼児"),
)
_TELLING_WORDS = [(label, re.compile(pattern)) for label, pattern in _TELLING]

COMPARED = 12  # names looked at in detail for one that was written


@dataclass(frozen=True, slots=True)
class Evidence:
    """One query against one registered organization. ``likeness`` of the names is 0–100."""

    likeness: float
    same_name: bool
    written_alike: bool  # the same with the legal form, or the same as an alias
    by_alias: str
    place: bool | None
    phone: bool | None
    number: bool | None
    form: bool | None
    reading: bool
    part: bool
    conflicts: tuple[str, ...]  # kinds of telling words that differ
    gaps: tuple[str, ...]  # kinds only one of the names has

    @property
    def contradicted(self) -> bool:
        return False in (self.place, self.number, self.form)

    @property
    def exact(self) -> bool:
        """An exact key hit that nothing lasting speaks against (phones change, forms don't)."""
        return (self.same_name or self.number is True) and not self.contradicted

    @property
    def confirmed(self) -> bool:
        return self.phone is True or self.number is True

    @property
    def proven(self) -> bool:
        """Whether the link needs no person: an exact key and no open question beside it."""
        if not self.exact or self.phone is False and self.number is not True:
            return False
        if not self.same_name:
            return self.likeness >= 80 and not self.conflicts and not self.gaps
        placed = self.place is True or self.confirmed
        return placed and (self.form is True or self.written_alike or self.confirmed)

    @property
    def score(self) -> int:
        """0–100, for the order of suggestions; a person decides on them."""
        score = self.likeness
        if self.part:
            score = max(score, 70)
        if self.reading:
            score = max(score, 88)
        if self.phone:
            score = max(score + (100 - score) / 2, 75)
        if self.number:
            score = max(score, 90)
        score += 2 * (self.place is True) + 2 * self.written_alike
        score -= 10 * (self.place is False) + 8 * (self.form is False) + 4 * (self.phone is False)
        score -= 20 * (self.number is False) + 12 * len(self.conflicts) + 4 * len(self.gaps)
        if self.conflicts or self.number is False or self.gaps and not self.confirmed:
            score = min(score, CONFLICTING)
        return round(min(max(score, 0), 100 if self.proven else 99))

    def reasons(self) -> list[str]:
        """The evidence in words, what speaks for it first."""
        said = (
            (self.number is True, "法人番号が同じ"),
            (self.written_alike and not self.by_alias, "団体名が同じ"),
            (bool(self.by_alias), f"登録済みの別名「{self.by_alias}」と同じ"),
            (self.same_name and not self.written_alike, self._form_only()),
            (self.phone is True, "電話番号が同じ"),
            (self.place is True, "自治体が同じ"),
            (self.reading and not self.same_name, "読みが同じ"),
            (not self.same_name and self.likeness >= 80, "名称がよく似ている"),
            (self.part and self.likeness < 80, "名称の一部が同じ"),
            *((True, f"{kind}が違う") for kind in self.conflicts),
            *((True, f"{kind}の有無が違う") for kind in self.gaps),
            (self.form is False, "法人格が違う"),
            (self.place is False, "自治体が違う"),
            (self.phone is False, "電話番号が違う"),
            (self.number is False, "法人番号が違う"),
        )
        return list(dict.fromkeys(words for holds, words in said if holds and words))

    def _form_only(self) -> str:
        if self.by_alias or self.form is False:
            return ""
        return "表記だけが違う" if self.form else "法人格の表記だけが違う"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison, made comparable. Keys are of the bare names, the main one first."""

    name: str
    keys: tuple[str, ...]
    aliases: tuple[str, ...] = ()  # registered side: as written, for keys[1:]
    alias_forms: tuple[str | None, ...] = ()  # of the same; a former name had that of its time
    form: str | None = None
    place: str = ""
    phones: tuple[str, ...] = ()  # digits without the leading 0
    number: str = ""
    reading: str = ""


def compare(written: Side, registered: Side) -> Evidence:
    from rapidfuzz import fuzz  # only imports need it

    key = written.keys[0]
    same = bool(key) and key in registered.keys
    nearest = max(registered.keys, key=lambda other: fuzz.ratio(key, other))
    likeness = 100.0 if same else min(max(fuzz.ratio(k, nearest) for k in written.keys), 97)
    conflicts, gaps = _telling_differences(key, nearest) if not same else ((), ())
    alias = ""
    if same and key != registered.keys[0]:
        alias = registered.aliases[registered.keys.index(key) - 1]
    alike = same and search_key(written.name) in map(
        search_key, (registered.name, *registered.aliases)
    )
    return Evidence(
        likeness=likeness,
        same_name=same,
        written_alike=alike,
        by_alias=alias,
        place=_equal(written.place, registered.place),
        phone=_common(written.phones, registered.phones),
        number=_equal(written.number, registered.number),
        form=alike or _form_of_a_name(key, written, registered),
        reading=_same_reading(written, registered),
        part=_is_part(key, nearest),
        conflicts=conflicts,
        gaps=gaps,
    )


def _equal(one: str, other: str) -> bool | None:
    return one == other if one and other else None


def _form_of_a_name(key: str, written: Side, registered: Side) -> bool | None:
    """Against the form of the name that was written: 有限会社 of before is no contradiction."""
    forms = (registered.form, *registered.alias_forms)
    named = zip(registered.keys, forms, strict=True)
    compared = [_forms(written.form, form or registered.form) for k, form in named if k == key]
    return True if True in compared else (compared or [_forms(written.form, registered.form)])[0]


def _forms(written: str | None, registered: str | None) -> bool | None:
    """Bodies without legal personality write none; silence agrees with them."""
    if written is None and is_unincorporated(registered):
        return True
    return forms_agree(written, registered)


def _common(ones: tuple[str, ...], others: tuple[str, ...]) -> bool | None:
    return not set(ones).isdisjoint(others) if ones and others else None


def _same_reading(written: Side, registered: Side) -> bool:
    reading = registered.reading
    return len(reading) >= 3 and reading in (written.reading, *written.keys)


def _is_part(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= 4 and shorter in longer


def _telling_differences(one: str, other: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Kinds of telling words that differ, and kinds of which only one name has more.

    第三 in one name and 西 in the other differ too, though they are of two kinds.
    """
    differing: list[str] = []
    mine_only: list[str] = []
    theirs_only: list[str] = []
    for (kind, _), mine, theirs in zip(_TELLING_WORDS, _telling(one), _telling(other), strict=True):
        more, less = mine - theirs, theirs - mine
        if more and less:
            differing.append(kind)
        elif more or less:
            (mine_only if more else theirs_only).append(kind)
    if mine_only and theirs_only:
        return (*differing, *mine_only, *theirs_only), ()
    return tuple(differing), (*mine_only, *theirs_only)


@lru_cache(maxsize=10_000)
def _telling(key: str) -> tuple[Counter[str], ...]:
    arabic = key.translate(str.maketrans("一二三四五六七八九", "123456789"))
    return tuple(Counter(pattern.findall(arabic)) for _, pattern in _TELLING_WORDS)
