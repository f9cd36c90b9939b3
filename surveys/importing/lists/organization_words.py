"""Words of a cell → the vocabulary of support; a word it lacks is told, never invented."""

from __future__ import annotations

import re
from collections.abc import Iterable

from organizations.bodies.names import bare_key
from organizations.models import Municipality, Term

_MARKS = re.compile(r"[;；、,，／/\n\r]+")
_ENDINGS = re.compile(r"(?:の?(?:支援|活動|提供|づくり|の場)|者|世帯|家庭)$")


class Words:
    """Words of one kind by what they are compared by."""

    def __init__(self, labels: Iterable[str]) -> None:
        self.by_key: dict[str, str] = {}
        for label in labels:
            self.by_key[bare_key(label)] = label
        for label in list(self.by_key.values()):
            for part in label.split("・"):  # 子ども・子育て is meant by 子ども too
                self.by_key.setdefault(bare_key(part), label)

    def read(self, text: str) -> tuple[list[str], list[str]]:
        """Known labels, and the words that are none."""
        found, unknown = [], []
        for word in filter(None, map(str.strip, _MARKS.split(text))):
            labels = self._labels(word)
            found += labels
            unknown += [] if labels else [word]
        return list(dict.fromkeys(found)), unknown

    def _labels(self, word: str) -> list[str]:
        if label := self._label(word):
            return [label]
        parts = [self._label(part) for part in word.split("・")]
        return [part for part in parts if part] if all(parts) else []

    def _label(self, word: str) -> str:
        shorter = _ENDINGS.sub("", word)
        return self.by_key.get(bare_key(word), "") or self.by_key.get(bare_key(shorter), "")


class Vocabulary:
    """The words in use in a municipality, its own and the common ones."""

    def __init__(self, home: Municipality) -> None:
        self.terms: dict[str, dict[str, int]] = {kind: {} for kind in Term.Kind.values}
        rows = Term.objects.used_in([home.pk]).values_list("kind", "label", "pk")
        for kind, label, pk in rows:
            self.terms[kind][label] = pk
        self.functions = Words(self.terms[Term.Kind.FUNCTION])
        self.targets = Words(self.terms[Term.Kind.TARGET])
