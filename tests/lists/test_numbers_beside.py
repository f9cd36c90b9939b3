"""The number beside a box is the number of records one gets by ticking it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.http import QueryDict
from django.test import Client

from organizations.models import (
    Layer,
    Membership,
    Municipality,
    Platform,
    SupportActivity,
    Term,
    User,
)
from organizations.support import vocabulary
from pilots.models import Pilot, Procurement
from tests.factories.organization import OrganizationFactory

SignIn = Callable[[User], Client]


@pytest.fixture
def world(koto: Municipality, platform: Platform, circle: Layer) -> Layer:
    """Bodies in one layer, in two, and in none; pilots with orders of several sizes."""
    vocabulary.load()
    other = Layer.objects.create(platform=platform, name="部会", kind="subcommittee")
    states = ["joined", "interested", "left", "invited", "", "joined", ""]
    for number, state in enumerate(states):
        form = "npo" if number % 2 else ""
        body = OrganizationFactory(municipality=koto, name=f"{number}の会", legal_form=form)
        activity = SupportActivity.objects.create(
            organization=body, function=Term.objects.functions()[number % 3]
        )
        activity.targets.set(Term.objects.filter(kind=Term.Kind.TARGET)[: number % 3])
        if state:
            Membership.objects.create(layer=circle, organization=body, state=state, row=number)
        if number in (0, 3):
            Membership.objects.create(layer=other, organization=body, state="joined", row=number)
    for number in range(3):
        pilot = Pilot.objects.create(
            platform=platform,
            fiscal_year=2024 + number % 2,
            number=number + 1,
            name=f"事業{number}",
        )
        for amount in (500_000, 2_000_000, 4_000_000)[: number + 1]:
            Procurement.objects.create(pilot=pilot, vendor_name="架空の会社", amount=amount)
    return other


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("coordinator", "/organizations/"),
        ("coordinator", "/organizations/?layer={other}&legal_form=npo"),
        ("coordinator", "/organizations/?part=out&part=never"),
        ("coordinator", "/pilots/?year=2024"),
        ("viewer", "/organizations/?layer={other}"),
        ("viewer", "/pilots/?amount=small"),
    ],
)
def test_ticking_a_box_gives_as_many_as_it_says(
    world: Layer, address: str, role: str, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    client = sign_in(request.getfixturevalue(role))
    address = address.format(other=world.pk)
    said = dict(_said(client, address))
    assert said and {ticked: client.get(ticked).context["total"] for ticked in said} == said


def _said(client: Client, address: str) -> Iterator[tuple[str, int]]:
    """Address with the box ticked alone of its group → the number beside it."""
    path, _, query = address.partition("?")
    for box in client.get(address).context["boxes"]:
        for option in [*box.options, *box.more]:
            if option.number is not None:
                ticked = QueryDict(query, mutable=True)
                ticked.setlist(box.name, [option.value])
                yield f"{path}?{ticked.urlencode()}", option.number
