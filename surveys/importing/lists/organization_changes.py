"""What a row of a list changes of a registered organization, and what stands beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from organizations.models import (
    Municipality,
    OrganizationIdentifier,
    OrganizationName,
    SupportActivity,
)
from surveys.importing.lists.organization_identity import Registered

BESIDE = ("activities", "names", "identifiers")
NO_COLUMNS = {*BESIDE, "targets"}


class Changes:
    """``blanks_only``: what is registered is never written over."""

    def __init__(
        self, registered: Registered, home: Municipality, names: Iterable[str], blanks_only: bool
    ) -> None:
        self.registered, self.blanks_only = registered, blanks_only
        self.beside = {name: _beside(name, home) for name in BESIDE if name in set(names)}

    def of(self, pk: int, values: dict[str, str]) -> dict[str, tuple[str, str]]:
        """Field → (old, new). An empty cell changes nothing, and neither does the name."""
        stored = self.registered.of(pk)
        found = {}
        for name, value in values.items():
            if name in ("name", "targets"):
                continue
            if name in BESIDE:
                old = "\n".join(self.beside[name].get(pk, []))
                new = with_added(old, "\n".join(_entries(name, value)))
            else:
                old = stored[name]
                new = with_lines(old, value) if name == "note" else value
            if new != old and not (old and self.blanks_only):
                found[name] = (old, new)
        return found


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
    else:
        numbers = OrganizationIdentifier.objects.filter(**of_home).order_by("pk")
        for pk, scheme, value in numbers.values_list("organization", "scheme", "value"):
            found[pk].append(f"{scheme}：{value}")
    return found
