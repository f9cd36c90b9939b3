"""The keys of many organizations at once, as `Organization.made_key` makes them one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from organizations.bodies.keys import DIALLED, SEARCHED, found_by
from organizations.bodies.models import Organization, OrganizationName
from organizations.bodies.names import LEGAL_FORM_CHOICES
from organizations.places.models import Municipality
from organizations.support.models import SupportActivity

ADDRESS = ("prefecture", "city", "town", "building")
LABELS = {code: str(label) for code, label in LEGAL_FORM_CHOICES}


def keys_for(numbers: list[int]) -> Iterator[tuple[int, str]]:
    """Number and key; values alone are read, since 100,000 records take their time to be made."""
    rows: Any = Organization._base_manager.filter(pk__in=numbers)
    places = _places(rows.order_by().values("municipality"))
    names = _gathered(OrganizationName.objects.values_list("organization", "name"), numbers)
    said = _activities(numbers)
    wanted = ("pk", "name", "kana", "legal_form", "municipality", *ADDRESS, *SEARCHED, *DIALLED)
    for row in rows.values_list(*wanted):
        values = dict(zip(wanted, row, strict=True))
        pk, address = values["pk"], Organization(**{name: values[name] for name in ADDRESS}).address
        texts = [*(values[name] for name in SEARCHED), LABELS.get(values["legal_form"], "")]
        texts += [address, places[values["municipality"]], *said[pk]]
        phones = [values[name] for name in DIALLED]
        yield pk, found_by([values["name"], values["kana"], *sorted(names[pk])], texts, phones)


def _places(numbers: Any) -> dict[int, str]:
    found = Municipality._base_manager.filter(pk__in=numbers)
    return {place.pk: place.full_name for place in found.select_related("prefecture", "city")}


def _activities(numbers: list[int]) -> dict[int, list[str]]:
    """See `SupportActivity.said`."""
    own = ("organization", "function__label", "name", "place", "schedule")
    said = _gathered(SupportActivity.objects.order_by().values_list(*own), numbers)
    whom = SupportActivity.targets.through.objects.values_list(
        "supportactivity__organization", "term__label"
    )
    for pk, labels in _gathered(whom, numbers, "supportactivity__organization").items():
        said[pk] += labels
    return said


def _gathered(rows: Any, numbers: list[int], path: str = "organization") -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    given: Iterable[tuple[Any, ...]] = rows.filter(**{f"{path}__in": numbers})
    for pk, *texts in given:
        found[pk] += filter(None, texts)
    return found
