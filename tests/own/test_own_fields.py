"""An administrator adds fields of the municipality's own; they stand in forms and on pages like
any other, for those who work there and nobody else."""

from __future__ import annotations

import pytest

from organizations.models import (
    Layer,
    LogEntry,
    Membership,
    Organization,
    OwnChoice,
    OwnField,
    Platform,
)
from organizations.own.models import key_of
from pilots.models import Pilot
from platform_registry import actions as door
from platform_registry.bulk import images
from tests.confidence.test_secrecy import cleared
from tests.pages.hand import complaints, enter, own_forms, the_form, write

ORGANIZATION, MEMBERSHIP, PILOT = OwnField.Of.values


def own_field(place, label="送迎", type_="yes_no", of=ORGANIZATION, *choices, **more) -> OwnField:
    field = OwnField.objects.create(municipality=place, of=of, label=label, type=type_, **more)
    for number, choice in enumerate(choices, start=1):
        OwnChoice.objects.create(field=field, label=choice, position=number)
    return field


def key(field: OwnField) -> str:
    return key_of(field.pk)


def name(field: OwnField) -> str:
    return f"own_{field.pk}"


def asked(field: OwnField) -> str:
    """On the page of an organization."""
    return f"basics-{name(field)}"


@pytest.fixture
def lift(koto) -> OwnField:
    return own_field(koto)


@pytest.fixture
def area(koto) -> OwnField:
    return own_field(koto, "圏域担当", "choice", ORGANIZATION, "東圏域", "西圏域")


def test_from_the_definition_to_the_page_of_an_organization(
    koto, nagaya, administrator, officer, viewer, other_officer, browser_of
):
    desk = browser_of(administrator)
    listed = desk.get("/own-fields/")
    page = listed.click("項目を決める")
    form = the_form(page)
    form["organization-0-label"], form["organization-0-type"] = "送迎", "yes_no"
    page = form.submit("save", value="organization").follow()
    form = the_form(page)
    form["organization-1-label"], form["organization-1-type"] = "圏域担当", "choice"
    page = form.submit("save", value="organization").follow()
    assert page.click("「圏域担当」の選択肢を決める").status_int == 200
    assert "まだありません" in desk.get("/own-fields/")
    page = desk.get("/own-fields/").click("^選択肢を決める$")
    form = the_form(page)
    form["choices-0-label"] = "東圏域"
    form.submit("save", value="").follow()
    lift, area = OwnField.objects.order_by("position")
    assert [lift.label, area.label, area.choices.get().label] == ["送迎", "圏域担当", "東圏域"]

    read = enter(
        browser_of(officer),
        f"/organizations/{nagaya.pk}/edit/",
        **{asked(lift): "yes", asked(area): str(area.choices.get().pk)},
    )
    for reader in (read, browser_of(viewer).get(nagaya.get_absolute_url())):
        facts = reader.html.find("h2", string="独自の項目").find_next("table").get_text(" ")
        assert facts.split() == ["送迎", "はい", "圏域担当", "東圏域"]
    nagaya.refresh_from_db()
    assert nagaya.own == {key(lift): True, key(area): area.choices.get().pk}
    elsewhere = browser_of(other_officer)
    assert "送迎" not in elsewhere.get("/own-fields/")
    elsewhere.get(f"/own-fields/{area.pk}/record/", status=404)


def test_the_definitions_are_kept_by_administrators_only(koto, area, officer, viewer, browser_of):
    for person in (viewer, officer):
        desk = browser_of(person)
        assert "圏域担当" in desk.get("/own-fields/")
        desk.get(f"/own-fields/{area.pk}/record/", status=403)
        desk.get(f"/municipalities/{koto.pk}/own-fields/", status=403)


def test_the_log_says_it_in_words(nagaya, lift, area, officer, administrator, browser_of):
    desk, address = browser_of(officer), f"/organizations/{nagaya.pk}/edit/"
    enter(desk, address, **{asked(lift): "no"})
    enter(desk, address, **{asked(lift): "yes", asked(area): str(area.choices.first().pk)})
    told = browser_of(administrator).get("/records/").html.get_text(" ", strip=True)
    told = "".join(told.split())
    assert "独自の項目「送迎」を（空欄）からいいえに変えました。" in told
    assert "独自の項目「送迎」いいえ→はい" in told
    assert "独自の項目「圏域担当」（空欄）→東圏域" in told
    history = desk.get(f"/organizations/{nagaya.pk}/history/").html.get_text()
    assert "圏域担当" in history
    assert "{" not in history


def test_a_colleagues_change_is_shown_and_not_overwritten(nagaya, lift, officer, browser_of):
    desk, address = browser_of(officer), f"/organizations/{nagaya.pk}/edit/"
    opened = desk.get(address)
    enter(desk, address, **{asked(lift): "yes"})
    refused = write(opened, **{asked(lift): "no"})
    assert "今の登録は「はい」です。" in refused
    assert write(refused).status_int == 302
    nagaya.refresh_from_db()
    assert nagaya.own == {key(lift): False}


def test_a_renamed_choice_is_renamed_everywhere(nagaya, area, administrator, browser_of):
    first = area.choices.first()
    door.save(_with(nagaya, area, first.pk), by=administrator)
    desk = browser_of(administrator)
    form = the_form(desk.get(f"/own-fields/{area.pk}/record/"))
    form["choices-0-label"] = "深川圏域"
    form.submit("save", value="").follow()
    assert "深川圏域" in desk.get(nagaya.get_absolute_url())


def test_what_is_retired_is_shown_where_filled_and_asked_no_more(
    nagaya, lift, area, officer, browser_of
):
    door.save(_with(nagaya, lift, True), by=officer)
    lift.active = False
    lift.save()
    desk, address = browser_of(officer), f"/organizations/{nagaya.pk}/edit/"
    assert asked(lift) not in the_form(desk.get(address)).fields
    read = enter(desk, address, **{asked(area): str(area.choices.first().pk)})
    assert "送迎" in read
    nagaya.refresh_from_db()
    assert nagaya.own[key(lift)] is True


def test_what_holds_values_is_neither_removed_nor_made_another(
    nagaya, lift, area, administrator, browser_of
):
    nagaya = door.save(_with(nagaya, lift, True), by=administrator)
    nagaya = door.save(_with(nagaya, area, area.choices.first().pk), by=administrator)
    desk = browser_of(administrator)
    for tick, page, says in (
        ("organization-0-gone", "/municipalities/{koto}/own-fields/", "団体が1件あるため、削除できません"),
        ("choices-0-gone", "/own-fields/{area}/record/", "この選択肢を選んだ団体が1件あるため"),
    ):  # fmt: skip
        form = the_form(desk.get(page.format(koto=nagaya.municipality_id, area=area.pk)))
        form[tick] = True
        refused = form.submit("save", value="").maybe_follow()
        assert says in refused
        assert "「使用中」を外してください" in refused
    form = the_form(desk.get(f"/municipalities/{nagaya.municipality_id}/own-fields/"))
    form["organization-0-type"] = "text"
    refused = form.submit("save", value="").maybe_follow()
    assert "変えられません" in refused
    assert OwnField.objects.filter(pk=lift.pk, type="yes_no").exists()


@pytest.mark.parametrize(
    ("of", "label"),
    [(ORGANIZATION, "電話番号"), (ORGANIZATION, "ＦＡＸ番号"), (ORGANIZATION, "支援の種類"),
     (PILOT, "予算"), (MEMBERSHIP, "役職"), (ORGANIZATION, "送 迎")],
)  # fmt: skip
def test_a_name_the_list_has_already_is_refused(koto, lift, administrator, browser_of, of, label):
    form = the_form(browser_of(administrator).get(f"/municipalities/{koto.pk}/own-fields/"))
    row = 1 if of == ORGANIZATION else 0
    form[f"{of}-{row}-label"] = label
    refused = form.submit("save", value=of).maybe_follow()
    said = [sentence for _, sentence in complaints(refused)]
    assert any("別の名称に" in sentence for sentence in said), said
    assert OwnField.objects.count() == 1


def test_bad_input_gets_a_sentence_and_nothing_is_lost(koto, nagaya, officer, browser_of):
    day = own_field(koto, "登録日", "date")
    count = own_field(koto, "定員の目安", "number")
    text = own_field(koto, "合言葉", "text")
    typed = {asked(day): "令和6年2月30日", asked(count): "十二", asked(text): "あ" * 10_000}
    page = enter(browser_of(officer), f"/organizations/{nagaya.pk}/edit/", **typed)
    told = dict(complaints(page))
    assert {"登録日", "定員の目安", "合言葉"} <= {*told}
    form = the_form(page)
    assert form[asked(day)].value == "令和6年2月30日"
    fixed = {asked(day): "R6.3.5", asked(count): "１２", asked(text): "山"}
    write(page, **fixed).follow()
    nagaya.refresh_from_db()
    assert nagaya.own == {key(day): "2024-03-05", key(count): 12, key(text): "山"}


def test_a_new_organization_is_asked_at_once(koto, lift, officer, browser_of):
    enter(
        browser_of(officer),
        "/organizations/new/",
        **{"basics-name": "NPO法人見本", asked(lift): "yes"},
    )
    assert Organization.objects.get(name="NPO法人見本").own == {key(lift): True}


def test_a_member_and_a_pilot_have_theirs(
    koto, platform, circle, nagaya, officer, other_officer, browser_of
):
    turn = own_field(koto, "当番", "text", MEMBERSHIP)
    budget = own_field(koto, "予算区分", "text", PILOT)
    desk = browser_of(officer)
    member = Membership.objects.create(layer=circle, organization=nagaya)
    read = enter(desk, f"/memberships/{member.pk}/edit/", **{name(turn): "第2火曜"})
    assert "当番：第2火曜" in " ".join(read.html.get_text().split())
    pilot = Pilot.objects.create(platform=platform, fiscal_year=2026, name="出張相談", shared=True)
    page = desk.get(f"/pilots/{pilot.pk}/record/")
    form = the_form(page)
    form[f"basics-{name(budget)}"] = "補助金"
    form.submit("save", value="basics").follow()
    shown = desk.get(pilot.get_absolute_url())
    assert "補助金" in shown
    assert "補助金" not in browser_of(other_officer).get(pilot.get_absolute_url())
    copied = own_forms(shown)[0].submit().follow()
    assert "補助金" in copied


def test_a_member_of_a_council_tells_only_the_cleared(
    koto, platform, council, nagaya, administrator, coordinator, browser_of
):
    cleared(coordinator, platform, council)
    own_field(koto, "当番", "text", MEMBERSHIP)
    member = Membership.objects.create(layer=council, organization=nagaya)
    member = door.save(_with(member, OwnField.objects.get(), "第2火曜"), by=None)
    assert "第2火曜" in browser_of(coordinator).get(council.get_absolute_url())
    uncleared = browser_of(administrator)
    assert "第2火曜" not in uncleared.get(council.get_absolute_url())
    edited = enter(uncleared, f"/memberships/{member.pk}/edit/", post="会長")
    assert "第2火曜" not in edited
    member.refresh_from_db()
    assert "第2火曜" in member.own.values()


def test_every_way_in_refuses_what_the_field_could_not_have_given(nagaya, lift, officer):
    with pytest.raises(Exception, match="読み取れません"):
        door.save(_with(nagaya, lift, "はい"), by=officer)


def test_lists_can_ask_the_database_for_values(koto, nagaya, lift, area, officer):
    """Of every type alike on both databases, with a number for a field's name."""
    kinds = ("text", "number", "date")
    text, count, day = (own_field(koto, f"{kind}の項目", kind) for kind in kinds)
    first = area.choices.first().pk
    values = {lift: False, area: first, text: "第2火曜", count: 12.5, day: "2024-03-05"}
    for field, value in values.items():
        door.save(_with(nagaya, field, value), by=officer)
    Organization.objects.create(municipality=koto, name="記入のない団体")
    asked = {
        f"{key(lift)}": False,
        f"{key(area)}__in": [first],
        f"{key(text)}__icontains": "火曜",
        f"{key(count)}__gte": 12,
        f"{key(day)}__lte": "2024-03-31",
        f"{key(day)}__isnull": False,
    }
    for way, value in asked.items():
        assert list(Organization.objects.filter(**{f"own__{way}": value})) == [nagaya], way
    empty = Organization.objects.filter(**{f"own__{key(lift)}__isnull": True})
    assert [body.name for body in empty] == ["記入のない団体"]


def test_members_of_a_layer_ask_no_more_where_there_are_many(
    koto, circle, viewer, browser_of, assert_same_queries
):
    field = own_field(koto, "当番", "text", MEMBERSHIP)
    desk = browser_of(viewer)

    def make(number: int) -> None:
        start = Membership.objects.count()
        Membership.objects.bulk_create(
            Membership(layer=circle, person_name=f"{start + n}", own={key(field): "火"})
            for n in range(number)
        )

    assert_same_queries(make, lambda: desk.get(circle.get_absolute_url()), few=3, many=30)


def test_another_s_platform_keeps_its_fields_from_the_body_s_own_municipality(
    zama, nagaya, officer, other_officer, browser_of
):
    theirs = Platform.objects.create(municipality=zama, name="座間市の連携PF", shared=True)
    layer = Layer.objects.create(platform=theirs, name="全体会")
    member = Membership.objects.create(layer=layer, organization=nagaya)
    turn = own_field(zama, "当番", "text", MEMBERSHIP)
    door.save(_with(member, turn, "第2火曜"), by=None)
    addresses = [f"/organizations/{nagaya.pk}/history/", layer.get_absolute_url()]
    for address in addresses:
        page = browser_of(officer).get(address)
        assert "第2火曜" not in page
        assert "当番" not in page
    assert "当番：第2火曜" in " ".join(
        browser_of(other_officer).get(layer.get_absolute_url()).html.get_text().split()
    )


def _with(record, field, value):
    record.own = record.own | {key(field): value}
    return record


def test_what_is_logged_of_a_removed_field_stays_readable(
    nagaya, lift, officer, administrator, browser_of
):
    door.save(_with(nagaya, lift, True), by=officer)
    nagaya.own = {}
    door.save(nagaya, by=officer)
    door.remove(lift, by=administrator)
    assert "削除された独自の項目" in browser_of(administrator).get("/records/")
    assert LogEntry.objects.get_for_object(nagaya).count() >= 2


def test_what_undoing_takes_of_a_record_holds_its_values_as_they_are(nagaya, lift, officer):
    nagaya = door.save(_with(nagaya, lift, True), by=officer)
    _, columns, _ = images.gone([nagaya])[0]
    assert columns["own"] == {key(lift): True}
