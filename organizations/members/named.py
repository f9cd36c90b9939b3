"""Departments as people write them: 「長寿応援課」, 「福祉部長寿応援課」, 「江東区福祉部 長寿応援課」."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from organizations.models import Department, Municipality, Platform


class DepartmentNames:
    """Departments by every way of writing where they stand, with as much of what is above.

    The whole of it is surer than a part. Those of other municipalities than the one of ``home``
    are known with the name of theirs only.
    """

    def __init__(self, departments: Iterable[Department], home: int) -> None:
        self.all = {department.pk: department for department in departments}
        self.whole: dict[str, set[int]] = defaultdict(set)
        self.part: dict[str, set[int]] = defaultdict(set)
        for department in self.all.values():
            names = self._path(department)
            place = department.municipality.name
            for before in ("", place) if department.municipality_id == home else (place,):
                self.whole[plain(before + "".join(names))].add(department.pk)
                for at in range(1, len(names)):
                    self.part[plain(before + "".join(names[at:]))].add(department.pk)

    def _path(self, department: Department) -> list[str]:
        names: list[str] = []
        above: Department | None = department
        while above is not None:
            names.insert(0, above.name)
            above = self.all.get(above.parent_id or 0)
        return names

    def find(self, name: str) -> list[Department]:
        """All that may be meant; of several nobody knows which."""
        key = plain(name)
        found = self.whole.get(key) or self.part.get(key) or ()
        return [self.all[pk] for pk in sorted(found)]


def departments_of(platform: Platform) -> DepartmentNames:
    """Of every municipality that takes part."""
    return DepartmentNames(platform.departments(), platform.municipality_id)


def departments_in(municipality: Municipality) -> DepartmentNames:
    rows = municipality.departments.select_related("parent", "municipality")
    return DepartmentNames(rows, municipality.pk)


def which_of(name: str, found: Iterable[Department]) -> str:
    listed = "、".join(map(str, found))
    return f"「{name}」という部署が複数あります（{listed}）。上位の部署から書いてください。"


def plain(name: str) -> str:
    return "".join(name.split())
