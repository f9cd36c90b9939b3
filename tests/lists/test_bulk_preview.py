"""What bulk work would do is shown before, and what it can't do is said before."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from organizations.models import Municipality, Organization, User
from platform_registry.access import Role
from tests.factories.organization import OrganizationFactory
from tests.factories.user import StaffAssignmentFactory
from tests.lists.hand import address, shown

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def complaint(page: str, name: str) -> str:
    """What is said under a field."""
    box = BeautifulSoup(page, "html.parser").select_one(f"#id_{name}_error")
    return box.get_text(strip=True) if box else ""


@pytest.mark.parametrize(
    ("ticked", "typed", "at", "said"),
    [
        (["postal_code"], {"postal_code": "１２３-abc"}, "postal_code", "郵便番号は7桁の数字で"),
        (["city"], {"city": "江東区", "operator": "みなと会"}, "operator", "しるしを付けて"),
        ([], {"area_served": "深川"}, "area_served", "しるしを付けて"),
        (["city"], {"city": "江東区", "state": "closed"}, "state", "しるしを付けて"),
        (["state"], {"state": ""}, "state", "状態を選んでください"),
    ],
)
def test_what_cannot_be_done_as_typed_is_said_before(
    ticked: list[str], typed: dict[str, str], at: str, said: str,
    three: list[Organization], officer: User, sign_in: SignIn,
) -> None:  # fmt: skip
    page, _ = shown(
        sign_in(officer), address("fields", three), fields_to_set=ticked, reason="見直し", **typed
    )
    assert said in complaint(page, at) and "carry_out" not in page
    assert all(value in page for value in typed.values())


def test_what_will_change_is_shown_as_it_will_be_kept_and_above_the_form(
    three: list[Organization], officer: User, sign_in: SignIn
) -> None:
    page, _ = shown(
        sign_in(officer), address("fields", three),
        fields_to_set=["postal_code"], postal_code="１３５００１６", reason="見直し",
    )  # fmt: skip
    assert "郵便番号：135-0016" in page
    assert page.index('id="shown"') < page.index("3団体に実行する") < page.index('id="act"')
    # Enter in a field shows what will change; only its own button carries it out.
    html = BeautifulSoup(page, "html.parser")
    buttons = [
        b for b in html.select("button") if b.get("form") == "act" or b.find_parent(id="act")
    ]
    assert not buttons[0].has_attr("name")


def test_whom_a_body_s_municipality_does_not_know_is_not_put_in_charge_there(
    three: list[Organization], zama: Municipality, officer: User, sign_in: SignIn
) -> None:
    StaffAssignmentFactory(user=officer, municipality=zama, role=Role.STAFF)
    colleague = StaffAssignmentFactory(municipality=zama, role=Role.STAFF).user
    there = OrganizationFactory(municipality=zama, name="座間の会")
    page, _ = shown(
        sign_in(officer), address("officer", [three[0], there]), officer=str(colleague.pk)
    )
    assert "1団体に実行する" in page and "今働いている人を選んでください" in page
