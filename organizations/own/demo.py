"""Two fields of one municipality's own for the demo, filled in at some of its organizations."""

from __future__ import annotations

from organizations.models import Municipality, Organization, OwnChoice, OwnField
from organizations.own.models import key_of
from platform_registry import actions

AREAS = ("深川圏域", "城東圏域", "臨海圏域")
FILLED = 12  # the others are left to whoever tries the demo


def load(place: Municipality) -> None:
    """Nothing where the place has fields already."""
    if place.own_fields.exists():
        return
    lift = _field(place, "送迎", OwnField.Type.YES_NO, "利用する人の送り迎えができますか。", 1)
    area = _field(place, "圏域担当", OwnField.Type.CHOICE, "", 2)
    choices = [OwnChoice(field=area, label=label, position=n) for n, label in enumerate(AREAS, 1)]
    for choice in choices:
        actions.save(choice, by=None)
    for n, body in enumerate(Organization.objects.filter(municipality=place)[:FILLED]):
        body.own = {key_of(area.pk): choices[n % len(choices)].pk}
        if n % 3:
            body.own[key_of(lift.pk)] = n % 2 == 0
        actions.save(body, by=None)


def _field(place: Municipality, label: str, kind: str, help_text: str, position: int) -> OwnField:
    return actions.save(
        OwnField(
            municipality=place, of=OwnField.Of.ORGANIZATION, label=label, type=kind,
            help_text=help_text, position=position,
        ),
        by=None,
    )  # fmt: skip
