"""A file read by column says what a file read record by record says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from types import SimpleNamespace
from typing import Any

import django_tables2
import pytest
from django.db.models import Count, QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.models import Attendance, Meeting
from meetings.tables import MeetingTable
from organizations.bodies.tables import OrganizationTable, with_officer
from organizations.models import Municipality, Organization, Platform, SupportActivity, User
from organizations.places.tables import MunicipalityTable
from platform_registry.lists import reading
from platform_registry.lists.exports import csv_lines
from platform_registry.lists.tables import ListTable
from tests.factories.activity import SupportActivityFactory
from tests.factories.organization import OrganizationFactory
from tests.factories.vocabulary import FunctionFactory

pytestmark = pytest.mark.django_db
WORDS = ("居場所", "相談", "食")
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
BODY = st.tuples(
    TEXT.filter(str.strip),
    TEXT,
    st.sampled_from(["", "npo", "once-a-form"]),
    st.none() | st.dates(),
    st.lists(st.sampled_from(WORDS), max_size=4),
)


class StoredTable(ListTable):
    """Every kind of column that is read without its record."""

    number = django_tables2.Column("番号", accessor="pk")
    name = django_tables2.Column("団体名")
    legal_form = django_tables2.Column("法人格", default="なし")
    place = django_tables2.Column("自治体", accessor="municipality__name")
    above = django_tables2.Column("都道府県", accessor="municipality__prefecture__name")
    into = django_tables2.Column("統合先", accessor="merged_into__name")
    day = django_tables2.Column("最終確認", accessor="verified_on", empty_values=())
    times = django_tables2.Column("活動の数", accessor="activity_count")

    def render_name(self, value: str) -> str:
        return f"<b>{value}</b>"


def file(table: Callable[[list[Any]], ListTable], rows: QuerySet[Any], *, by_column: bool) -> str:
    columns = reading.stored_columns(table([]), rows)
    assert columns is not None
    values = reading.of_fields(columns, rows) if by_column else reading.of_records(table, rows)
    return "".join(csv_lines(["見出し"], values))


def asked_by(user: User) -> Callable[[list[Any]], ListTable]:
    return partial(OrganizationTable, request=SimpleNamespace(user=user))


def written(koto: Municipality, bodies: list[Any]) -> QuerySet[Any]:
    SupportActivity.objects.all().delete()
    Organization.objects.all().delete()
    kinds = {
        word: FunctionFactory(code=f"word-{n}", label=word, position=9 - n)
        for n, word in enumerate(WORDS)
    }
    for name, kana, form, day, gives in bodies:
        body = OrganizationFactory(
            municipality=koto, name=name, kana=kana, legal_form=form, verified_on=day
        )
        for word in gives:
            SupportActivityFactory(organization=body, function=kinds[word])
    return Organization.objects.order_by("sort_key", "pk")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(bodies=st.lists(BODY, max_size=4), batch=st.integers(1, 3))
def test_the_list_of_organizations_is_the_same_either_way(
    koto: Municipality, coordinator: User, bodies: list[Any], batch: int
) -> None:
    rows = written(koto, bodies)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "BATCH", batch)
        for table, of in (
            (asked_by(coordinator), with_officer(rows)),
            (StoredTable, rows.annotate(activity_count=Count("activities"))),
        ):
            assert file(table, of, by_column=True) == file(table, of, by_column=False)


def test_activities_stand_in_their_order_each_once(koto: Municipality, coordinator: User) -> None:
    rows = written(koto, [("見本の会", "", "npo", date(2024, 3, 5), ["居場所", "食", "居場所"])])
    said = file(asked_by(coordinator), with_officer(rows), by_column=True)
    assert "見本の会,,NPO法人,,食、居場所,未接触,,2024-03-05," in said


def test_what_a_record_itself_must_say_is_asked_of_the_record(coordinator: User) -> None:
    """A property, a value made for the file, and what is noted as read when a record is."""

    class NameTable(ListTable):
        title = django_tables2.Column("名称")

    for table, rows in (
        (MunicipalityTable, Municipality.objects.all()),
        (MeetingTable, Meeting.objects.all()),
        (NameTable, Meeting.objects.visible_to(coordinator)),
    ):
        assert reading.stored_columns(table([]), rows) is None
    assert reading.stored_columns(NameTable([]), Meeting.objects.all()) is not None


def test_a_file_of_records_that_name_many_others_is_whole(
    koto: Municipality, coordinator: User
) -> None:
    """SQLite takes no more than 1,000 alternatives in one question."""
    platform = Platform.objects.create(municipality=koto, name="連携PF")
    meetings = Meeting.objects.bulk_create(
        Meeting(platform=platform, fiscal_year=2023, title=f"打合せ{n}") for n in range(220)
    )
    bodies = Organization.objects.bulk_create(
        Organization(municipality=koto, name=f"見本の会{n}") for n in range(1_100)
    )
    Attendance.objects.bulk_create(
        Attendance(meeting=meetings[n % 220], organization=body) for n, body in enumerate(bodies)
    )
    rows = Meeting.objects.visible_to(coordinator).prefetch_related("attendances__organization")
    table = partial(MeetingTable, request=SimpleNamespace(user=coordinator), chosen=["people"])
    values = list(reading.values_of(table, rows.order_by("pk")))
    assert len(values) == 220
    assert all(len(row[-1].split("、")) == 5 for row in values)
