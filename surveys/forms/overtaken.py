"""A page that was opened before a colleague decided: nobody's answer is lost, and both are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms

OVERTAKEN = "ほかの人が先に「{}」と決めました。それでよいか、選び直してください。"
LATE = (
    "この画面を開いたあとで、ほかの人が先に決めたものがあります（{}）。"
    "いまの内容を確かめて、もう一度押してください。"
)
SHOWN = 5


class OvertakenForm(forms.Form):
    """Carries beside each control what it showed, and compares that with what holds now.

    What was left as it was shown gives way to the colleague's decision; where both have decided,
    the person chooses again. Either way the page comes back once, with what is decided by now.
    """

    data: Any  # as the browser sent it

    def catch_up(self) -> None:
        """Once all controls are there."""
        self.late: list[str] = []
        self.overtaken: dict[str, str] = {}
        if not self.is_bound:
            return
        self.data = self.data.copy()
        for name in self.fields:
            shown, now = self.data.get(f"initial-{name}"), self._now(name)
            if shown is None or _line(shown) == _line(",".join(now)):
                continue
            said = self._in_words(name, now)
            self.late.append(f"{self.fields[name].label}は「{said}」")
            if self._sent(name) in (_line(shown), _line(",".join(now))):
                self.data.setlist(name, now)
            else:
                self.overtaken[name] = said
        self.late += self.gone()

    def gone(self) -> Iterable[str]:
        """What was asked on the page and is decided by now, each with how."""
        return []

    def was(self) -> Iterator[tuple[str, str]]:
        """Hidden fields of the page."""
        return ((f"initial-{name}", ",".join(self._now(name))) for name in self.fields)

    def _now(self, name: str) -> list[str]:
        initial: Any = self.get_initial_for_field(self.fields[name], name)
        values = initial if isinstance(initial, list) else [initial]
        return ["" if value is None else str(value) for value in values]

    def _sent(self, name: str) -> str:
        return _line(",".join(self.data.getlist(name)))

    def _in_words(self, name: str, values: list[str]) -> str:
        labels = dict(_flat(getattr(self.fields[name], "choices", [])))
        return "・".join(str(labels.get(value, value)) for value in values) or "（空欄）"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, said in self.overtaken.items():
            self.add_error(name, OVERTAKEN.format(said))
        if self.late:
            self.add_error(None, late(self.late))
        return cleaned


def late(told: list[str]) -> str:
    others = f"、ほか{len(told) - SHOWN}件" if len(told) > SHOWN else ""
    return LATE.format("、".join(told[:SHOWN]) + others)


def _line(text: str) -> str:
    """As a browser sends what it was given."""
    return " ".join(text.split())


def _flat(choices: Any) -> Iterator[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), label
