"""A register held against the organizations of a municipality, row by row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from organizations.models import Municipality
from surveys.importing.registers.differences import Difference, How, differences_of
from surveys.importing.registers.entries import Register
from surveys.importing.registers.matching import Index
from surveys.importing.registers.streaming import RegisterFile

TOLD_EVERY = 50_000  # rows


@dataclass(frozen=True, slots=True)
class Comparison:
    """``unread`` are headings nothing is taken of. ``matched`` counts organizations; of ``undecided`` ones the register has several namesakes."""

    register: Register
    rows: int
    organizations: int
    matched: int
    undecided: int
    differences: list[Difference]
    unread: list[str]

    def counts(self) -> dict[str, int]:
        return {
            "rows": self.rows,
            "organizations": self.organizations,
            "matched": self.matched,
            "undecided": self.undecided,
        }


def compare(
    file: RegisterFile,
    municipality: Municipality,
    tell: Callable[[int], None] = lambda entries: None,
) -> Comparison:
    """Refused where the file is no register or can't be read to its end.

    ``tell`` hears now and then how many entries were read.
    """
    index, count = Index(municipality), 0
    for count, entry in enumerate(file, 1):
        assert file.register is not None
        index.take(entry, file.register)
        if count % TOLD_EVERY == 0:
            tell(count)
    assert file.register is not None
    matched = list(index.matched())
    by_name = sum(each.how != How.NUMBER for each in matched)
    return Comparison(
        register=file.register,
        rows=file.rows,
        organizations=len(index.organizations),
        unread=file.unread,
        matched=len({each.organization.pk for each in matched}),
        undecided=index.called() - by_name,
        differences=[found for each in matched for found in differences_of(each)],
    )
