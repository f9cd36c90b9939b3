"""What a row of a list changes of a registered organization, and what stands beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from organizations.models import (
    Municipality,
    OrganizationIdentifier,
    OrganizationName,
    SupportActivity,
)
from surveys.importing.lists.organization_identity import Registered
from surveys.importing.lists.organization_returned import (
    KEY,
    corrected,
    is_returned,
    lacking_targets,
)
from surveys.importing.lists.rows import ListRow
from surveys.importing.matching.candidates import decision_key
from surveys.importing.own_fields import STORED, OwnColumn, changed, is_own

BESIDE = ("activities", "names", "identifiers")
NO_COLUMNS = {*BESIDE, "targets", KEY}
ANOTHER_NAME = "登録の名称は「{}」です。この名称は、ほかの名称として登録します。"
NAME_LEFT = "登録の名称は「{}」です。空欄だけを埋めるため、この名称は取り込みません。"
TARGETS_LEFT = "登録済みの活動「{}」には、支援の対象を加えません。団体の画面で書き加えてください。"
STAYS = (
    "登録済みの「{}」は、この取込では消しません。消すときは、団体の画面の「編集」で消してください。"
)
LISTED = {"activities": "支援の種類", "targets": "支援の対象", "names": "ほかの名称"}


class Changes:
    """``blanks_only``: what is registered is never written over."""

    def __init__(
        self,
        registered: Registered,
        home: Municipality,
        own: tuple[OwnColumn, ...],
        *,
        blanks_only: bool,
    ) -> None:
        self.registered, self.home, self.own = registered, home, own
        self.blanks_only = blanks_only
        self._asked: dict[str, dict[int, list[str]]] = {}

    def beside(self, name: str, pk: int) -> list[str]:
        """What is registered there; asked for once, of all organizations."""
        if name not in self._asked:
            self._asked[name] = _beside(name, self.home)
        return self._asked[name].get(pk, [])

    def filled(self, pk: int, names: Iterable[str]) -> list[str]:
        """Those of the fields of which something is registered there."""
        stored = self.registered.of(pk)
        own = stored.get(STORED, {})
        known: dict[str, Any] = stored | {c.name: c.asks.key in own for c in self.own}
        lines = {name: self.beside(name, pk) for name in {*BESIDE, "targets"} & {*names}}
        return [name for name in names if (known | lines).get(name)]

    def of(self, row: ListRow) -> dict[str, tuple[str, str]]:
        """Field → (old, new). An empty cell changes nothing; another name comes beside the
        registered one, and what isn't taken is told."""
        pk = row.record or 0
        stored = self.registered.of(pk)
        self._tell_targets(row, pk)
        self._tell_staying(row, pk)
        found = {}
        for name, value in self._with_other_name(row, pk, stored["name"]).items():
            if name in ("name", "targets", KEY) or is_own(name):
                continue
            if name in BESIDE:
                old = "\n".join(self.beside(name, pk))
                new = with_added(old, "\n".join(_entries(name, value)))
            else:
                old = stored[name]
                new = with_lines(old, value) if name == "note" else value
            if new != old and not (old and self.blanks_only):
                found[name] = (old, new)
        if is_returned(row) and not self.blanks_only:
            if row.has_note:
                found.pop("note", None)
            found |= corrected(row, stored)
        if STORED in stored:
            found |= changed(row, stored[STORED], self.own, blanks_only=self.blanks_only)
        return found

    def _with_other_name(self, row: ListRow, pk: int, registered: str) -> dict[str, str]:
        """So that the next list finds it by either."""
        name = row.values["name"]
        if is_returned(row) and not self.blanks_only:
            return row.values
        if name == registered or row.name_key == decision_key(registered):
            return row.values
        others = self.beside("names", pk)
        if row.name_key in map(decision_key, others):
            return row.values
        if others and self.blanks_only:
            row.tell("団体名", name, NAME_LEFT.format(registered), unfit=True)
            return row.values
        row.tell("団体名", name, ANOTHER_NAME.format(registered))
        names = filter(None, [row.values.get("names", ""), name])
        return row.values | {"names": "\n".join(names)}

    def _tell_staying(self, row: ListRow, pk: int) -> None:
        """Of a row of our own: whoever takes a word out of a cell means to take it away."""
        for name, label in LISTED.items() if is_returned(row) else ():
            if name not in row.values:
                continue
            given = (
                row.values[name].splitlines() if name == "names" else row.values[name].split("、")
            )
            stored = (line.partition("：")[2] for line in self.beside(name, pk))
            words = stored if name == "targets" else self.beside(name, pk)
            if lacking := [word for word in dict.fromkeys(words) if word and word not in given]:
                said = "、".join(lacking)
                row.tell(label, said, STAYS.format(said), unfit=True)

    def _tell_targets(self, row: ListRow, pk: int) -> None:
        """They belong to an activity; one that is registered is a person's to complete."""
        if "targets" not in row.values:
            return
        if is_returned(row) and not lacking_targets(row, self.beside("targets", pk)):
            return
        stood = set(self.beside("activities", pk)) & set(
            row.values.get("activities", "").split("、")
        )
        for label in sorted(stood):
            known = self.beside("targets", pk)
            lacking = [
                target
                for target in row.values["targets"].split("、")
                if f"{label}：{target}" not in known
            ]
            if lacking:
                row.tell("支援の対象", "、".join(lacking), TARGETS_LEFT.format(label), unfit=True)


def with_added(stored: str, added: str) -> str:
    """Lines that are not there yet, below those that are."""
    lines = stored.splitlines()
    return "\n".join(dict.fromkeys([*lines, *added.splitlines()]))


def with_lines(stored: str, added: str) -> str:
    """The note with the lines of the file: 「定員：30」 takes the place of 「定員：20」."""
    lines = stored.splitlines()
    for line in added.splitlines():
        heading, mark, _ = line.partition("：")
        old = [n for n, text in enumerate(lines) if mark and text.startswith(heading + mark)]
        if line in lines:
            continue
        if len(old) == 1:
            lines[old[0]] = line
        else:
            lines.append(line)
    return "\n".join(lines)


def _entries(name: str, value: str) -> list[str]:
    return value.split("、") if name == "activities" else value.splitlines()


def _beside(name: str, home: Municipality) -> dict[int, list[str]]:
    """Organization → what is registered beside it, as the list writes it."""
    of_home = {"organization__municipality": home}
    found: dict[int, list[str]] = defaultdict(list)
    if name == "activities":
        rows = SupportActivity.objects.filter(**of_home).order_by("function__position", "pk")
        for pk, label in rows.values_list("organization", "function__label"):
            found[pk].append(label)
    elif name == "names":
        others = OrganizationName.objects.filter(**of_home).order_by("pk")
        for pk, label in others.values_list("organization", "name"):
            found[pk].append(label)
    elif name == "targets":
        labels = ("organization", "function__label", "targets__label")
        for pk, label, target in SupportActivity.objects.filter(**of_home).values_list(*labels):
            found[pk].append(f"{label}：{target or ''}")
    else:
        numbers = OrganizationIdentifier.objects.filter(**of_home).order_by("pk")
        for pk, scheme, value in numbers.values_list("organization", "scheme", "value"):
            found[pk].append(f"{scheme}：{value}")
    return found
