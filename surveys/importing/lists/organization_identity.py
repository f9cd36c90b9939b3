"""Which organization a row of a list means: a registered one, one of an earlier row, or a new one.

A row of a list the registry wrote itself says its record. Any other is a registered organization
by its 法人番号, else by its name with the legal form where
neither another 法人番号 nor another address stands against it. One body may run several places: a
number shared by rows of other names or addresses stays with the first, the others keep it in the
note. Two registered organizations that both fit are a problem for a person, never a guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import merge
from itertools import chain
from typing import Any

from organizations.models import Municipality, Organization, OrganizationName
from surveys.importing.cells.labels import label_key
from surveys.importing.cells.text import shared
from surveys.importing.lists.addresses import address_key, apart
from surveys.importing.lists.organization_returned import Returned
from surveys.importing.lists.rows import ListRow, State
from surveys.importing.matching.candidates import decision_key

NUMBER = "corporate_number"
BASE = ("name", NUMBER, "prefecture", "city", "town", "phone")
Identity = tuple[str, str]  # name key, address key


class Registered:
    """The municipality's organizations, found by number, exact name or name key."""

    def __init__(self, municipality: Municipality, columns: Iterable[str]) -> None:
        self.municipality = municipality
        self.columns = list(dict.fromkeys([*BASE, *columns]))
        rows = Organization.objects.filter(municipality=municipality, merged_into=None)
        self.values: dict[int, tuple[Any, ...]] = {}
        self.by_number: dict[str, int] = {}
        self.by_name: dict[str, list[int]] = {}
        known: dict[str, str] = {}
        for pk, *values in rows.order_by().values_list("pk", *self.columns).iterator(5_000):
            self.values[pk] = tuple(shared(values, known))
            self.by_name.setdefault(values[0], []).append(pk)
            if values[1]:
                self.by_number[values[1]] = pk

    def of(self, pk: int) -> dict[str, Any]:
        return dict(zip(self.columns, self.values[pk], strict=True))

    def number(self, pk: int) -> str:
        number: str = self.values[pk][1]
        return number

    def identity(self, pk: int) -> Identity:
        return decision_key(self.values[pk][0]), address_key(self.of(pk))

    def namesakes(self, name: str, name_key: str = "") -> list[int]:
        """``name_key`` is the name's decision key where it is known."""
        if not self.values:
            return []
        if found := self.by_name.get(name):
            return found
        key = name_key or decision_key(name)
        return self._by_key.get(key) or self._by_other_name.get(key, [])

    @cached_property
    def _by_key(self) -> dict[str, list[int]]:
        """Only built when a name is not found as written."""
        found: dict[str, list[int]] = {}
        for name, ids in self.by_name.items():
            found.setdefault(decision_key(name), []).extend(ids)
        return found

    @cached_property
    def _by_other_name(self) -> dict[str, list[int]]:
        """Former names, aliases and spellings, of names nobody bears now."""
        others = OrganizationName.objects.filter(organization__municipality=self.municipality)
        found: dict[str, list[int]] = {}
        for pk, name in others.order_by("pk").values_list("organization", "name"):
            known = found.setdefault(decision_key(name), [])
            if pk in self.values and pk not in known:
                known.append(pk)
        return found


class Finder:
    """Row → registered organizations it may be."""

    def __init__(self, registered: Registered, rows: Sequence[ListRow]) -> None:
        self.registered = registered
        self.returned = Returned(registered, rows)
        self.of_several_places = _of_several(map(identity, rows))
        numbered = [row for row in rows if row.values.get(NUMBER)]
        self.of_several_bodies = _of_several(
            (row.values[NUMBER], identity(row)) for row in numbered
        )

    def find(self, row: ListRow) -> list[int]:
        """Takes a number away that is another organization's, and tells it."""
        if (record := self.returned.find(row)) is not None:
            return [record]
        number = row.values.get(NUMBER, "")
        owner = self.registered.by_number.get(number)
        if owner is not None:
            if self._is_owner(row, owner):
                return [owner]
            give_up_number(row, f"登録済みの「{self.registered.values[owner][0]}」")
        return self._by_name(row, number)

    def _is_owner(self, row: ListRow, owner: int) -> bool:
        """Alone with the number, an organization may have a new name or a new address, not both."""
        name, address = identity(row)
        registered_name, registered_address = self.registered.identity(owner)
        alone = row.values[NUMBER] not in self.of_several_bodies
        near = not apart(address, registered_address)
        return (name == registered_name and (alone or near)) or (alone and near)

    def _by_name(self, row: ListRow, number: str) -> list[int]:
        name, address = identity(row)
        found = self.registered.namesakes(row.values["name"], row.name_key)
        of_number = [pk for pk in found if self._may_have(pk, number)]
        fitting = [pk for pk in of_number if self._may_be_at(pk, row, address)]
        if of_number and not fitting:
            what = "同じ名称の団体が、別の所在地か、所在地の記載なしで登録されています。別の団体として登録します。"
            row.tell("団体名", row.values["name"], what)
        if len(fitting) > 1 and address:
            there = [pk for pk in fitting if self.registered.identity(pk)[1] == address]
            fitting = there if len(there) == 1 else fitting
        return fitting

    def _may_have(self, pk: int, number: str) -> bool:
        """Namesakes with another 法人番号 are other organizations."""
        registered = self.registered.number(pk)
        return not (number and registered) or number == registered

    def _may_be_at(self, pk: int, row: ListRow, address: str) -> bool:
        """One that moved still has its telephone. Of several places in the file none is taken for
        a registered one whose address isn't known."""
        stored = self.registered.of(pk)
        there = address_key(stored)
        alone = row.name_key not in self.of_several_places
        if _works_elsewhere(row.values, stored):
            return False
        if not (address and there):
            return alone or not address
        phone = row.values.get("phone", "")
        return not apart(address, there) or (alone and phone != "" and phone == stored["phone"])


def _of_several(pairs: Iterable[tuple[str, Any]]) -> set[str]:
    """Of the keys those that stand with more than one thing; nothing is none."""
    first: dict[str, Any] = {}
    return {key for key, thing in pairs if thing and first.setdefault(key, thing) != thing}


class Taken:
    """The rows taken so far, so that no organization is taken twice."""

    def __init__(self, rows: Sequence[ListRow]) -> None:
        """Of a name that stands in one of the ``rows`` alone nothing is to be remembered."""
        named = Counter(row.name_key for row in rows)
        self.recurring = {name for name, count in named.items() if count > 1}
        self.by_name: dict[str, dict[str, list[ListRow]]] = {}  # by the start of the address, too
        self.by_record: dict[int, list[ListRow]] = {}
        self.by_number: dict[str, ListRow] = {}

    def earlier(self, row: ListRow) -> ListRow | None:
        """The row of the same organization."""
        same_record = self.by_record.get(row.record or 0, [])
        rows = chain(same_record, self._namesakes(row))
        return next((other for other in rows if _is_same(row, other)), None)

    def _namesakes(self, row: ListRow) -> Iterator[ListRow]:
        """In their order. A thousand parks may have one name: those in other places are not asked."""
        places = self.by_name.get(row.name_key, {})
        near = {"", row.address_key[:1]} if row.address_key else places.keys()
        return merge(*(places.get(start, []) for start in near), key=lambda other: other.number)

    def rival(self, row: ListRow) -> ListRow | None:
        """Another row for the one registered organization, of another 法人番号 or address."""
        return next(iter(self.by_record.get(row.record or 0, [])), None)

    def claim_number(self, row: ListRow, claimant: ListRow) -> None:
        """One 法人番号 is one organization's: the first that has it."""
        number = row.values.get(NUMBER, "")
        if number and (owner := self.by_number.setdefault(number, claimant)) is not claimant:
            give_up_number(row, f"{owner.number}行目の「{owner.values['name']}」")

    def add(self, row: ListRow) -> None:
        self.claim_number(row, row)
        if row.name_key in self.recurring:
            places = self.by_name.setdefault(row.name_key, {})
            places.setdefault(row.address_key[:1], []).append(row)
        if row.record:
            self.by_record.setdefault(row.record, []).append(row)


def identity(row: ListRow) -> Identity:
    return row.name_key, row.address_key


def give_up_number(row: ListRow, owner: str) -> None:
    number = row.values.pop(NUMBER)
    row.tell("法人番号", number, f"{owner}の番号です。備考に残しました。", unfit=True)
    add_note(row.values, f"法人番号：{number}")


def add_note(values: dict[str, str], line: str) -> None:
    values["note"] = "\n".join(filter(None, [values.get("note", ""), line]))


def combine(first: ListRow, row: ListRow, labels: Mapping[str, str]) -> None:
    """A second row of one organization fills what the first leaves open; the rest is noted."""
    for name, value in row.values.items():
        stored = first.values.setdefault(name, value)
        if value == stored:
            continue
        if name == "name":
            if row.name_key != first.name_key:
                _also_named(first.values, value)
        elif name in ("names", "identifiers"):
            first.values[name] = "\n".join(dict.fromkeys(f"{stored}\n{value}".splitlines()))
        elif name == "note":
            for line in value.splitlines():
                if line not in stored.splitlines():
                    add_note(first.values, f"{line}（{row.number}行目）")
        else:
            add_note(first.values, f"{labels.get(name, name)}：{value}（{row.number}行目）")
    first.given = row.given | first.given
    first.address_key = address_key(first.values)
    row.state = State.EXCLUDED
    row.tell(
        "団体名", row.values["name"], f"{first.number}行目と同じ団体のため、1つにまとめました。"
    )


def _also_named(values: dict[str, str], name: str) -> None:
    names = [*values.get("names", "").splitlines(), name]
    values["names"] = "\n".join(dict.fromkeys(names))


def _works_elsewhere(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Namesakes with another place of activity and another telephone are two."""
    return all(
        one.get(name) and other.get(name) and label_key(one[name]) != label_key(other[name])
        for name in ("area_served", "phone")
    )


def _is_same(row: ListRow, other: ListRow) -> bool:
    numbers = row.values.get(NUMBER, ""), other.values.get(NUMBER, "")
    if all(numbers) and numbers[0] != numbers[1]:
        return False
    (name, address), (other_name, other_address) = identity(row), identity(other)
    two_records = row.record and other.record and row.record != other.record
    if two_records or apart(address, other_address) or _works_elsewhere(row.values, other.values):
        return False
    return name == other_name or bool(row.record and row.record == other.record)
