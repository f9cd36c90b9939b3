"""Undo beside what others did: before the import, after it, and with what it would put back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from organizations.models import Municipality, Organization, User
from platform_registry.actions import save
from surveys import actions
from surveys.models import ImportBatch, ImportRow, MappingProfile, Response, Survey
from tests.factories.organization import OrganizationFactory
from tests.importing.carried import commit, undo

pytestmark = pytest.mark.django_db

NUMBER = "7000012050002"
HEADER = "回答ID,団体名,Q1 活動の頻度,Q2 会員数"
Answers = Callable[..., ImportBatch]


@pytest.fixture
def answers(koto: Municipality, coordinator: User) -> Answers:
    def committed(*rows: str, survey: Survey | None = None, header: str = HEADER) -> ImportBatch:
        batch = actions.start_import(
            data="\n".join([header, *rows]).encode(), name="回答.csv", municipality=koto,
            by=coordinator, survey=survey,
            new_survey=None if survey else {"title": "居場所調査", "key": "places"},
        )  # fmt: skip
        return commit(batch.pk, by=coordinator)

    return committed


FIRST = ("A1,みなと食堂,毎週,10", "A2,つむぎの家,毎月,20")
SECOND = ("A1,みなと食堂,毎週,11", "A2,つむぎの家,毎月,21")


def members() -> dict[str, int]:
    rows = Response.objects.filter(answers__number__isnull=False)
    return {key: int(n) for key, n in rows.values_list("respondent_key", "answers__number")}


def link(key: str, organization: Organization, by: User) -> None:
    response = Response.objects.get(respondent_key=key)
    actions.link_response(response, organization=organization, by=by)


def test_what_was_linked_by_hand_before_the_import_can_be_taken_back(
    koto: Municipality, coordinator: User, answers: Answers
) -> None:
    minato = OrganizationFactory(municipality=koto, name="みなと町食堂")
    survey = answers(*FIRST).survey
    link("A1", minato, coordinator)
    second = answers(*SECOND, survey=survey)
    assert members() == {"A1": 11, "A2": 21}

    counts = undo(second.pk, by=coordinator)

    assert (counts.reversed, counts.kept) == (2, 0)
    assert members() == {"A1": 10, "A2": 20}
    assert Response.objects.get(respondent_key="A1").organization == minato


def test_what_was_linked_again_by_hand_after_the_import_stays(
    koto: Municipality, coordinator: User, answers: Answers
) -> None:
    minato = OrganizationFactory(municipality=koto, name="みなと町食堂")
    survey = answers(*FIRST).survey
    link("A1", minato, coordinator)
    second = answers(*SECOND, survey=survey)
    link("A1", OrganizationFactory(municipality=koto, name="みなと東食堂"), coordinator)

    counts = undo(second.pk, by=coordinator)

    assert (counts.reversed, counts.kept) == (1, 1)
    assert members() == {"A1": 11, "A2": 20}


def test_an_edit_between_two_imports_keeps_the_first_only(
    koto: Municipality, coordinator: User, answers: Answers
) -> None:
    first = answers(*FIRST)
    link("A1", OrganizationFactory(municipality=koto, name="みなと町食堂"), coordinator)
    second = answers(*SECOND, survey=first.survey)
    assert undo(second.pk, by=coordinator).reversed == 2
    counts = undo(first.pk, by=coordinator)
    assert (counts.reversed, counts.kept) == (1, 1)
    assert members() == {"A1": 10}


def test_linking_by_hand_writes_nothing_else_of_an_old_page(
    koto: Municipality, coordinator: User, answers: Answers
) -> None:
    """The response was read before the second import changed it."""
    first = answers(*FIRST)
    old = Response.objects.get(respondent_key="A1")
    second = answers(*SECOND, survey=first.survey)
    actions.link_response(old, organization=OrganizationFactory(municipality=koto), by=coordinator)
    response = Response.objects.get(respondent_key="A1")
    assert (response.batch, response.raw["Q2 会員数"]) == (second, "11")


# ------------------------------------------------------------------ lists


@pytest.fixture
def numbered(koto: Municipality, coordinator: User) -> ImportBatch:
    """A list that changed two organizations; the first had had a 法人番号, which it lost since."""
    for name in ("みなと食堂", "つむぎの家"):
        OrganizationFactory(municipality=koto, name=name, phone="03-0000-0000")
    data = "団体名,電話番号\nみなと食堂,03-1111-1111\nつむぎの家,03-2222-2222".encode()
    batch = actions.start_list_import(data=data, name="一覧.csv", municipality=koto, by=coordinator)
    commit(batch.pk, by=coordinator)
    row = ImportRow.objects.get(batch=batch, number=2)
    row.before["values"]["corporate_number"] = NUMBER
    row.save()
    return batch


@pytest.mark.parametrize("taken_by", ["つむぎの家", "うみべの会"])
def test_a_number_that_another_organization_has_by_now_is_not_put_back(
    taken_by: str,
    koto: Municipality,
    coordinator: User,
    numbered: ImportBatch,
    sign_in: Callable[[User], Client],
) -> None:
    """Whether the other one is of the same list or not; all else is taken back."""
    if taken_by == "うみべの会":
        OrganizationFactory(municipality=koto, name="うみべの会")
    Organization.objects.filter(name=taken_by).update(corporate_number=NUMBER)

    counts = undo(numbered.pk, by=coordinator)

    assert (counts.reversed, counts.kept, counts.failed) == (1, 1, 0)
    phones = dict(Organization.objects.values_list("name", "phone"))
    assert phones["みなと食堂"] == "03-1111-1111"
    assert phones["つむぎの家"] == "03-0000-0000"
    page = sign_in(coordinator).get(f"/imports/{numbered.pk}/").content.decode()
    assert "元の法人番号をほかの団体が使っているので残した" in page


def test_a_number_nobody_has_is_put_back(coordinator: User, numbered: ImportBatch) -> None:
    assert undo(numbered.pk, by=coordinator).reversed == 2
    assert Organization.objects.get(name="みなと食堂").corporate_number == NUMBER


def test_two_organizations_do_not_get_one_number_back(
    coordinator: User, numbered: ImportBatch
) -> None:
    row = ImportRow.objects.get(batch=numbered, number=3)
    row.before["values"]["corporate_number"] = NUMBER
    row.save()
    counts = undo(numbered.pk, by=coordinator)
    assert (counts.reversed, counts.kept) == (1, 1)
    assert Organization.objects.filter(corporate_number=NUMBER).count() == 1


# ------------------------------------------------------------------ the settings of the form


def test_settings_that_a_later_import_saved_stay(coordinator: User, answers: Answers) -> None:
    first = answers(*FIRST)
    answers(*SECOND, survey=first.survey, header=HEADER.replace("会員数", "会員の数"))
    saved = MappingProfile.objects.get().fields
    undo(first.pk, by=coordinator)
    assert MappingProfile.objects.get().fields == saved


def test_settings_that_somebody_changed_by_hand_stay(coordinator: User, answers: Answers) -> None:
    first = answers(*FIRST)
    second = answers(*SECOND, survey=first.survey)
    profile = MappingProfile.objects.get()
    profile.settings = {"encoding": "cp932"}
    save(profile, by=coordinator)
    undo(second.pk, by=coordinator)
    assert MappingProfile.objects.get().settings == {"encoding": "cp932"}


def test_settings_come_back_import_by_import(coordinator: User, answers: Answers) -> None:
    first = answers(*FIRST)
    before = MappingProfile.objects.values("fields", "settings", "saved_at", "saved_by").get()
    second = answers(*SECOND, survey=first.survey)
    undo(second.pk, by=None)
    assert (
        MappingProfile.objects.values("fields", "settings", "saved_at", "saved_by").get() == before
    )
    undo(first.pk, by=coordinator)
    assert not MappingProfile.objects.exists()
