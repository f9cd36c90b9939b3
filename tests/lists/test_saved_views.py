"""Conditions kept under a name: who uses them, what opens a list, what becomes of old ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from organizations.models import Department, Municipality, StaffAssignment, User
from platform_registry.lists.models import Audience, SavedView
from tests.factories.organization import OrganizationFactory
from tests.factories.user import UserFactory
from tests.filled import filled

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NPO = "legal_form=npo&sort=-verified"


@pytest.fixture
def bodies(koto: Municipality) -> None:
    OrganizationFactory(municipality=koto, name="NPOの会", legal_form="npo")
    OrganizationFactory(municipality=koto, name="町会", legal_form="voluntary")


def kept(owner: User, place: Municipality, **fields: object) -> SavedView:
    given = {"list_name": "organizations", "name": "NPO", "query": NPO} | fields
    return SavedView.objects.create(owner=owner, municipality=place, **given)


def tabs(client: Client, query: str = "?view=all") -> dict[str, int | None]:
    context = client.get(f"/organizations/{query}").context
    return {tab.label: tab.number for tab in context["tabs"]}


def test_conditions_are_kept_and_opened_with_one_click(
    bodies: None, officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    save_url = client.get(f"/organizations/?{NPO}&q=&cursor=x").context["save_url"]
    filled(sign_in(officer), save_url, name="NPOの一覧")
    view = SavedView.objects.get()
    assert (view.owner, view.audience, view.query) == (officer, Audience.ME, NPO)
    assert tabs(client) == {"すべて": 2, "NPOの一覧": 1}
    opened = client.get(f"/organizations/{view.address}")
    assert [row.name for row in opened.context["page"].rows] == ["NPOの会"]
    short = client.get(f"/organizations/?view={view.pk}")
    assert short.status_code == 302 and short.url == f"/organizations/?view={view.pk}&{NPO}"


def test_ones_own_stay_wherever_one_works_now(
    koto: Municipality, other_officer: User, sign_in: SignIn
) -> None:
    """Who was transferred keeps the views of the place before, the operator without a post his."""
    operator = UserFactory(username="operator", is_superuser=True, is_staff=True)
    kept(other_officer, koto, name="前の勤め先で")
    kept(operator, koto, name="運用者の")
    assert "前の勤め先で" in tabs(sign_in(other_officer))
    assert "運用者の" in tabs(sign_in(operator))


@pytest.mark.parametrize(
    ("audience", "sees_viewer", "sees_coordinator", "sees_other"),
    [
        (Audience.ME, False, False, False),
        (Audience.MUNICIPALITY, True, True, False),
        (Audience.DEPARTMENT, True, False, False),
    ],
)
def test_who_uses_a_view(
    audience: str,
    sees_viewer: bool,
    sees_coordinator: bool,
    sees_other: bool,
    koto: Municipality,
    section: Department,
    officer: User,
    viewer: User,
    coordinator: User,
    other_officer: User,
    sign_in: SignIn,
) -> None:
    StaffAssignment.objects.filter(user=viewer).update(department=section)
    of = section if audience == Audience.DEPARTMENT else None
    kept(officer, koto, audience=audience, department=of)
    seen = {who: "NPO" in tabs(sign_in(who)) for who in (viewer, coordinator, other_officer)}
    assert seen == {viewer: sees_viewer, coordinator: sees_coordinator, other_officer: sees_other}


def test_a_reader_keeps_for_himself_alone(
    koto: Municipality, bodies: None, viewer: User, sign_in: SignIn
) -> None:
    page = sign_in(viewer).get("/views/new/?list=organizations&legal_form=npo")
    assert [key for key, _ in page.context["form"].fields["shared_with"].choices] == ["me"]
    filled(sign_in(viewer), "/views/new/?list=organizations&legal_form=npo", name="私の")
    assert SavedView.objects.get().audience == Audience.ME


def test_what_is_shared_is_kept_by_its_maker_and_the_administrators(
    koto: Municipality, officer: User, coordinator: User, administrator: User, sign_in: SignIn
) -> None:
    view = kept(officer, koto, audience=Audience.MUNICIPALITY)
    assert sign_in(coordinator).get(f"/views/{view.pk}/").status_code == 403
    filled(sign_in(administrator), f"/views/{view.pk}/", name="みんなのNPO")
    assert SavedView.objects.get().name == "みんなのNPO"
    assert SavedView.objects.get().owner == officer
    sign_in(administrator).post(f"/views/{view.pk}/delete/")
    assert not SavedView.objects.exists()


def test_the_list_opens_with_the_view_that_is_nearest(
    koto: Municipality, bodies: None, officer: User, sign_in: SignIn
) -> None:
    everybody = kept(officer, koto, audience=Audience.MUNICIPALITY, is_default=True)
    client = sign_in(officer)
    assert client.get("/organizations/").url == f"/organizations/{everybody.address}"
    own = kept(officer, koto, query="legal_form=voluntary", is_default=True)
    assert client.get("/organizations/").url == f"/organizations/{own.address}"
    everything = client.get("/organizations/?view=all")
    assert everything.context["total"] == 2
    narrowed = client.get(f"/organizations/{own.address}").context
    assert narrowed["clear_url"] == "/organizations/?view=all"


def test_one_view_alone_opens_the_list(koto: Municipality, officer: User, sign_in: SignIn) -> None:
    first = kept(officer, koto, is_default=True)
    second = kept(officer, koto, name="町会", query="legal_form=voluntary")
    filled(sign_in(officer), f"/views/{second.pk}/", is_default="on")
    first.refresh_from_db()
    assert not first.is_default and SavedView.objects.get(is_default=True) == second


def test_a_view_takes_over_what_was_changed_on_the_page(
    koto: Municipality, bodies: None, officer: User, sign_in: SignIn
) -> None:
    view = kept(officer, koto)
    page = sign_in(officer).get(f"/organizations/?view={view.pk}&legal_form=voluntary")
    assert page.context["saved"].is_changed
    filled(sign_in(officer), page.context["saved"].edit_url, replace="on")
    view.refresh_from_db()
    assert view.query == "legal_form=voluntary"
    filled(sign_in(officer), f"/views/{view.pk}/?legal_form=npo", name="別の名前")  # not ticked
    view.refresh_from_db()
    assert (view.name, view.query) == ("別の名前", "legal_form=voluntary")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("colour=red&legal_form=npo", "「colour」（この一覧にない条件）"),
        ("legal_form=npo&target=99999", "支援の対象"),
        ("legal_form=npo&columns=name&columns=gone", "列「gone」"),
    ],
)
def test_a_view_whose_field_or_option_is_gone_says_so_and_shows_the_rest(
    query: str, says: str, koto: Municipality, bodies: None, coordinator: User, sign_in: SignIn
) -> None:
    view = kept(coordinator, koto, query=query)
    client = sign_in(coordinator)
    page = client.get(f"/organizations/{view.address}")
    assert page.context["problems"] == [says]
    assert says in page.content.decode()
    assert [row.name for row in page.context["page"].rows] == ["NPOの会"]
    file = client.get(f"/organizations/{view.address}&export=csv")
    assert file["Content-Type"].startswith("text/html")
    assert tabs(client)["NPO"] is None  # a number of other conditions would be a wrong one


def test_a_view_that_is_gone_leaves_its_conditions(
    bodies: None, officer: User, sign_in: SignIn
) -> None:
    page = sign_in(officer).get("/organizations/?view=999&legal_form=npo")
    assert "保存した条件は、もうないか" in page.content.decode()
    assert [row.name for row in page.context["page"].rows] == ["NPOの会"]


def test_ticking_keeps_order_and_view(koto: Municipality, officer: User, sign_in: SignIn) -> None:
    view = kept(officer, koto)
    page = sign_in(officer).get(f"/organizations/{view.address}&columns=name&columns=phone")
    assert set(page.context["kept"]) == {
        ("sort", "-verified"), ("view", str(view.pk)), ("columns", "name"), ("columns", "phone"),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["", "organization", "home", "gone"])
def test_only_conditions_of_lists_are_kept(name: str, officer: User, sign_in: SignIn) -> None:
    assert sign_in(officer).get(f"/views/new/?list={name}&q=1").status_code == 404


def test_too_many_conditions_are_refused_in_a_sentence(officer: User, sign_in: SignIn) -> None:
    page = filled(sign_in(officer), f"/views/new/?list=organizations&q={'a' * 5_000}", name="長い")
    assert "条件が長すぎて保存できません" in page
    assert not SavedView.objects.exists()


# ------------------------------------------------------------------ columns


def test_chosen_columns_stand_on_the_page_and_in_the_file(
    koto: Municipality, bodies: None, coordinator: User, sign_in: SignIn
) -> None:
    client = sign_in(coordinator)
    page = client.get("/organizations/?columns=legal_form&columns=phone")
    assert [h.label for h in page.context["headers"]] == ["団体名", "法人格", "電話番号"]
    file = b"".join(
        client.get("/organizations/?columns=legal_form&columns=phone&export=csv").streaming_content
    )
    assert file.decode("utf-8-sig").splitlines()[0] == "記録番号,団体名,法人格,電話番号"


def test_without_a_choice_the_file_holds_every_column(
    koto: Municipality, bodies: None, coordinator: User, sign_in: SignIn
) -> None:
    client = sign_in(coordinator)
    context = client.get("/organizations/?view=all").context
    file = b"".join(client.get("/organizations/?export=csv").streaming_content)
    header = file.decode("utf-8-sig").splitlines()[0].split(",")
    assert header == ["記録番号", *(choice.label for choice in context["columns"])]
