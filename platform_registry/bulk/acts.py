"""What can be done to many records of a list at once; each app registers its acts.

    @register(Organization, "officer", "担当を決める", order=40)
    class AssignOfficer(Act):
        form_class = OfficerForm
        def line(self, record): ...      what it is now and will be, or why it is left out
        def carry_out(self, record, by): ...   through the door, gives what undoing takes

A lower floor's list shows the acts of upper floors without knowing them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.http.response import HttpResponseBase

from platform_registry.access import Permission, may


@dataclass(frozen=True, slots=True)
class Line:
    """What an act would do to one record; ``left``: why it does nothing."""

    record: Any
    before: str = ""
    after: str = ""
    left: str = ""

    @property
    def name(self) -> str:
        return str(self.record)


class Doing:
    """What can be done with chosen records."""

    key: ClassVar[str]
    label: ClassVar[str]
    order: ClassVar[int]
    permission: ClassVar[Permission]
    do_not_call_in_templates: ClassVar[bool] = True  # pages name the class
    keeps_out: ClassVar[str] = "変える権限がない"  # why the others of the chosen are left out

    @classmethod
    def among(cls, rows: Any, user: Any) -> Any:
        """Which of the chosen that this person has the permission for it takes, with what it
        reads of them."""
        return rows


class Act(Doing):
    """Changes records. Made anew for each request, with its valid form."""

    permission: ClassVar[Permission] = "edit"
    form_class: ClassVar[type[Any]]  # a form made with ``user`` and ``records``

    def __init__(self, form: Any, by: Any) -> None:
        self.given, self.by = form.cleaned_data, by

    @property
    def said(self) -> str:
        """As the record of the change is called: 担当を決める：佐藤."""
        return self.label

    def said_at(self, place: int) -> str:
        """The same as one of the municipalities concerned is told it."""
        return self.said

    @property
    def reason(self) -> str:
        return str(self.given.get("reason", ""))

    def prepare(self, records: Sequence[Any]) -> None:
        """What is asked of the database for all records at once."""

    def line(self, record: Any) -> Line:
        raise NotImplementedError

    def carry_out(self, record: Any) -> dict[str, Any]:
        """Gives the image undoing takes, see `bulk.images`."""
        raise NotImplementedError


class Handed(Doing):
    """Hands records over as a file or a page; nothing is changed, and it is logged."""

    permission: ClassVar[Permission] = "export"

    def __init__(self, records: Any, number: int, conditions: list[str], request: Any) -> None:
        self.records, self.number = records, number
        self.conditions, self.request = conditions, request

    def answer(self) -> HttpResponseBase:
        raise NotImplementedError


Kind = TypeVar("Kind", bound=type[Any])
_acts: dict[type[models.Model], dict[str, type[Any]]] = defaultdict(dict)


def register(
    model: type[models.Model], key: str, label: str, *, order: int
) -> Callable[[Kind], Kind]:
    def add(act: Kind) -> Kind:
        act.key, act.label, act.order = key, label, order
        _acts[model][key] = act
        return act

    return add


def acts_of(model: type[models.Model], user: Any) -> list[type[Any]]:
    """Those this person may do somewhere, in their order."""
    allowed: dict[str, bool] = {}
    found = sorted(_acts[model].values(), key=lambda act: act.order)
    for act in found:
        if act.permission not in allowed:
            allowed[act.permission] = may(user, act.permission)
    return [act for act in found if allowed[act.permission]]


def act_named(model: type[models.Model], key: str, user: Any) -> type[Any] | None:
    return next((act for act in acts_of(model, user) if act.key == key), None)
