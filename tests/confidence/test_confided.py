"""What a council or a person confided stays away from lists, files, notes and the list of changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from meetings import actions
from meetings.models import AgendaItem, Decision, Hearing, HearingVoice, Meeting
from organizations.models import (
    Attachment,
    Clearance,
    Contact,
    Layer,
    LogEntry,
    Membership,
    Municipality,
    Need,
    NeedMatch,
    Note,
    Organization,
    Platform,
    SourceDocument,
    User,
)
from pilots.models import Pilot, Procurement
from surveys.models import Survey
from tests.kit.rendered import fill_in

SignIn = Callable[[User], Client]
TITLE, PERSON, DECISION = "協議会の第1回会議", "架空ひとり", "個別の事例を検討する"


@pytest.fixture
def papers(platform: Platform, council: Layer) -> Meeting:
    return Meeting.objects.create(
        platform=platform, layer=council, kind="council", fiscal_year=2026, title=TITLE
    )


@pytest.fixture
def person(council: Layer) -> Membership:
    return Membership.objects.create(layer=council, person_name=PERSON)


@pytest.fixture
def voice(platform: Platform) -> HearingVoice:
    hearing = Hearing.objects.create(platform=platform, title="当事者への聞き取り")
    return HearingVoice.objects.create(hearing=hearing, text="声の本文")


def clear(user: User, platform: Platform, layer: Layer | None) -> None:
    Clearance.objects.create(
        user=user,
        platform=platform,
        layer=layer,
        pledged_on=date(2026, 4, 1),
        given_at=timezone.now(),
    )


def read(client: Client, address: str) -> str:
    response = client.get(address)
    return bytes(response.getvalue()).decode()


def test_a_person_of_a_council_is_in_the_list_and_the_file_for_the_cleared_alone(
    person: Membership, council: Layer, coordinator: User, sign_in: SignIn
) -> None:
    for address in ("/members/", "/members/?export=csv", f"/platforms/{council.platform_id}/"):
        assert PERSON not in read(sign_in(coordinator), address), address
    clear(coordinator, council.platform, council)
    assert PERSON in read(sign_in(coordinator), "/members/?export=csv")


def test_a_candidate_for_a_council_is_not_moved_by_those_who_may_not_know(
    person: Membership, council: Layer, officer: User, sign_in: SignIn
) -> None:
    Membership.objects.update(state="invited")
    page = f"/platforms/{council.platform_id}/candidates/"
    assert PERSON not in read(sign_in(officer), page)
    sign_in(officer).post(page, {"members": [person.pk], "state": "joined", "on": "R8.5.1"})
    person.refresh_from_db()
    assert person.state == "invited"


def test_pages_that_ask_before_deleting_name_nothing_confided(
    papers: Meeting, person: Membership, council: Layer, administrator: User, koto: Municipality,
    sign_in: SignIn,
) -> None:  # fmt: skip
    document = SourceDocument.objects.create(title="文書", municipality=koto)
    Decision.objects.create(meeting=papers, text=DECISION, source=document)
    pages = "".join(
        read(sign_in(administrator), address)
        for address in (
            f"/layers/{council.pk}/delete/",
            f"/platforms/{council.platform_id}/delete/",
            f"/source-documents/{document.pk}/delete/",
        )
    )
    assert "ほかの記録" in pages
    assert "件）" not in pages
    assert not [word for word in (TITLE, PERSON, DECISION) if word in pages]


def test_a_hearing_is_not_deleted_over_voices_one_may_not_read(
    voice: HearingVoice, platform: Platform, officer: User, sign_in: SignIn
) -> None:
    address = f"/hearings/{voice.hearing_id}/delete/"
    sign_in(officer).post(address, {"version": voice.hearing.version})
    assert HearingVoice.objects.exists()
    clear(officer, platform, None)
    fill_in(sign_in(officer), address)
    assert not HearingVoice.objects.exists()


def test_notes_beside_what_is_hidden_are_hidden(
    papers: Meeting, voice: HearingVoice, council: Layer, viewer: User, koto: Municipality,
    sign_in: SignIn,
) -> None:  # fmt: skip
    for record, text in ((papers, "会議への付記"), (voice, "声への付記")):
        Note.objects.create(record=record, municipality=koto, text=text, kind="differs")
    page = read(sign_in(viewer), "/notes/")
    assert not [word for word in ("会議への付記", "声への付記", TITLE) if word in page]
    clear(viewer, council.platform, council)
    assert "会議への付記" in read(sign_in(viewer), "/notes/")


def test_the_list_of_changes_keeps_silent_also_after_a_deletion(
    papers: Meeting, person: Membership, voice: HearingVoice, council: Layer, coordinator: User,
    sign_in: SignIn,
) -> None:  # fmt: skip
    decision = Decision.objects.create(meeting=papers, text=DECISION)
    note = Note.objects.create(
        record=papers, municipality=council.platform.municipality, text="会議への付記"
    )
    LogEntry.objects.update(actor=coordinator)
    words = (TITLE, PERSON, DECISION, "会議への付記", "声の本文")
    assert not [word for word in words if word in read(sign_in(coordinator), "/records/")]
    for record in (decision, note, voice, person, papers):
        record.delete()
    LogEntry.objects.update(actor=coordinator)
    assert not [word for word in words if word in read(sign_in(coordinator), "/records/")]
    clear(coordinator, council.platform, council)
    clear(coordinator, council.platform, None)
    page = read(sign_in(coordinator), "/records/")
    assert [word for word in words if word not in page] == []


@pytest.mark.parametrize("who", ["viewer", "officer"])
def test_files_of_a_council_are_for_the_cleared(
    who: str, council: Layer, koto: Municipality, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    Platform.objects.update(shared=True)
    file = Attachment.objects.create(
        record=council, municipality=koto, name="名簿.pdf", kind="pdf", size=4, sha256="0",
        content=b"%PDF",
    )  # fmt: skip
    user = request.getfixturevalue(who)
    assert sign_in(user).get(f"/attachments/{file.pk}/").status_code == 404
    assert "名簿.pdf" not in read(sign_in(user), council.get_absolute_url())
    clear(user, council.platform, council)
    assert sign_in(user).get(f"/attachments/{file.pk}/").status_code == 200


def test_a_meeting_that_becomes_the_council_s_is_confidential_from_then_on(
    platform: Platform, council: Layer, officer: User
) -> None:
    meeting = Meeting.objects.create(platform=platform, fiscal_year=2026, title="打合せ")
    meeting.layer = council
    meeting.save()
    assert meeting.is_secret
    Layer.objects.update(personal_data=False)
    meeting.refresh_from_db()
    AgendaItem.objects.create(meeting=meeting, text="個別の議題")
    clear(officer, platform, council)
    assert actions.begin_next(meeting, by=officer).is_secret


def test_deleting_a_council_s_meeting_does_not_open_its_hearing(
    papers: Meeting, platform: Platform, council: Layer, officer: User, sign_in: SignIn
) -> None:
    hearing = Hearing.objects.create(platform=platform, title="聞き取り", meeting=papers)
    clear(officer, platform, council)
    page = sign_in(officer).post(f"/meetings/{papers.pk}/delete/").content.decode()
    assert "削除できません" in page
    assert Meeting.objects.filter(pk=papers.pk).exists()
    assert hearing.title in page


def test_others_do_not_learn_the_names_of_what_is_not_shared(
    platform: Platform, koto: Municipality, other_officer: User, sign_in: SignIn
) -> None:
    Platform.objects.update(shared=True)
    hidden = Pilot.objects.create(platform=platform, fiscal_year=2026, number=2, name="非公開事業")
    Procurement.objects.create(pilot=hidden, vendor_name="株式会社架空商事", state="not_stated")
    shown = Pilot.objects.create(
        platform=platform,
        fiscal_year=2026,
        number=1,
        name="公開事業",
        shared=True,
        result_of=hidden,
    )
    shown.surveys.add(
        Survey.objects.create(municipality=koto, key="s", title="非公開調査", fiscal_year=2026)
    )
    closed = Meeting.objects.create(platform=platform, fiscal_year=2026, title="非公開会議")
    meeting = Meeting.objects.create(
        platform=platform, fiscal_year=2026, title="公開会議", shared=True
    )
    meeting.pilots.add(hidden)
    AgendaItem.objects.create(meeting=meeting, number=1, text="議題").pilots.add(hidden)
    hearing = Hearing.objects.create(
        platform=platform, title="公開の聞き取り", shared=True, meeting=closed, pilot=hidden
    )
    vendor = Procurement.objects.get().vendor_key
    addresses = [record.get_absolute_url() for record in (shown, meeting, hearing)]
    for address in [*addresses, "/hearings/", f"/pilots/?vendor={vendor}", "/pilots/"]:
        page = read(sign_in(other_officer), address)
        if "vendor=" in address:  # what was asked is kept in the fields of the page's forms
            page = BeautifulSoup(page, "html.parser").get_text()
        found = [w for w in ("非公開", "架空商事") if w in page]
        assert found == [], address
    assert "公開の聞き取り" not in read(sign_in(other_officer), "/hearings/?q=非公開事業")


def test_the_history_of_an_organization_does_not_tell_of_candidates_elsewhere(
    platform: Platform, circle: Layer, nagaya: Organization, koto: Municipality,
    zama: Municipality, viewer: User, other_officer: User, sign_in: SignIn,
) -> None:  # fmt: skip
    theirs = Platform.objects.create(municipality=zama, name="座間市 連携PF")
    layer = Layer.objects.create(platform=theirs, name="連携PF")
    Membership.objects.create(layer=layer, organization=nagaya, state="interested")
    Membership.objects.create(layer=circle, organization=nagaya, post="理事長")
    Membership.objects.filter(layer=circle).get().save()
    page = read(sign_in(viewer), f"/organizations/{nagaya.pk}/history/")
    assert "理事長" in page
    assert "意向あり" not in page


def test_the_history_keeps_what_was_deleted(
    nagaya: Organization, officer: User, viewer: User, sign_in: SignIn
) -> None:
    """A contact is a person: known to staff, not to viewers, before and after its deletion."""
    contact = Contact.objects.create(organization=nagaya, name="架空はなこ")
    assert "架空はなこ" in read(sign_in(officer), nagaya.get_absolute_url())
    assert "架空はなこ" not in read(sign_in(viewer), nagaya.get_absolute_url())
    contact.delete()
    assert "架空はなこ" not in read(sign_in(viewer), f"/organizations/{nagaya.pk}/history/")
    page = read(sign_in(officer), f"/organizations/{nagaya.pk}/history/")
    assert page.count("架空はなこ") >= 2
    assert "削除" in page


def test_a_need_shows_only_the_organizations_one_may_see(
    platform: Platform, nagaya: Organization, zama: Municipality, other_officer: User,
    sign_in: SignIn,
) -> None:  # fmt: skip
    platform.partners.add(zama)
    need = Need.objects.create(platform=platform, text="居場所がほしい")
    NeedMatch.objects.create(need=need, organization=nagaya, state="linked", reason="内々の事情")
    page = read(sign_in(other_officer), need.get_absolute_url())
    assert nagaya.name not in page
    assert "内々の事情" not in page
