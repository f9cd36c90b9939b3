"""Conditions over the organizations' own fields: freshness, who is in charge, area, texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from organizations.models import Municipality, User
from tests.bodies.listed import found, options, said
from tests.factories.organization import OrganizationFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.mark.parametrize(
    ("asked", "days"),
    [("fresh", 10), ("year", 200), ("old", 400), ("none", None)],
)
def test_how_fresh_what_is_known_is(
    asked: str, days: int | None, koto: Municipality, officer: User, sign_in: SignIn
) -> None:
    for age in (10, 200, 400, None):
        day = timezone.localdate() - timedelta(days=age) if age else None
        OrganizationFactory(municipality=koto, name=f"{age}日の会", verified_on=day)
    client = sign_in(officer)
    assert found(client, f"freshness={asked}") == [f"{days}日の会"]


def test_an_address_of_last_year_still_finds_what_it_found(
    koto: Municipality, officer: User, sign_in: SignIn
) -> None:
    OrganizationFactory(municipality=koto, name="古い会", verified_on=date(2020, 1, 1))
    OrganizationFactory(municipality=koto, name="記録のない会", verified_on=None)
    OrganizationFactory(municipality=koto, name="新しい会", verified_on=timezone.localdate())
    client = sign_in(officer)
    assert set(found(client, "freshness=stale")) == {"古い会", "記録のない会"}
    assert said(client, "freshness=stale") == "情報が1年以上確認なしまたは確認の記録なしの団体"


def test_in_whose_charge(
    koto: Municipality, officer: User, coordinator: User, sign_in: SignIn
) -> None:
    OrganizationFactory(municipality=koto, name="私の会", officer=officer)
    OrganizationFactory(municipality=koto, name="同僚の会", officer=coordinator)
    OrganizationFactory(municipality=koto, name="だれのでもない会")
    client = sign_in(officer)
    assert found(client, f"officer={officer.pk}") == ["私の会"]
    assert found(client, "officer=none") == ["だれのでもない会"]
    assert len(found(client, f"officer=none&officer={coordinator.pk}")) == 2
    counts = options(client, "", "officer")
    assert counts == {f"{officer}（私）": 1, "決まっていない": 1, str(coordinator): 1}


def test_the_areas_there_are_can_be_ticked(
    koto: Municipality, officer: User, sign_in: SignIn
) -> None:
    for name, area in [("あ", "深川北部"), ("い", "深川北部"), ("う", "城東"), ("え", "")]:
        OrganizationFactory(municipality=koto, name=name, area_served=area)
    client = sign_in(officer)
    assert options(client, "", "area") == {"深川北部": 2, "城東": 1}
    assert found(client, "area=城東") == ["う"]
    assert found(client, "area=もうない地区") == []
    assert said(client, "area=もうない地区") == "活動地域がもうない地区の団体"


@pytest.mark.parametrize(
    ("rules", "names", "sentence"),
    [
        ([("phone", "empty", "")], {"い"}, "電話番号が空欄の団体"),
        ([("phone", "filled", "無視")], {"あ", "う"}, "電話番号が入っている団体"),
        ([("description", "contains", "若者")], {"あ"}, "活動の概要に「若者」を含む団体"),
        ([("description", "not", "若者")], {"い", "う"}, "活動の概要に「若者」を含まない団体"),
        (
            [("phone", "filled", ""), ("description", "not", "若者")],
            {"う"},
            "電話番号が入っている、活動の概要に「若者」を含まない団体",
        ),
    ],
)
def test_what_a_text_holds(
    rules: list[tuple[str, str, str]],
    names: set[str],
    sentence: str,
    koto: Municipality,
    officer: User,
    sign_in: SignIn,
) -> None:
    OrganizationFactory(municipality=koto, name="あ", phone="03-1", description="若者の居場所")
    OrganizationFactory(municipality=koto, name="い", phone="", description="")
    OrganizationFactory(municipality=koto, name="う", phone="03-2", description="高齢者")
    query = "&".join(f"text_field={f}&text_how={h}&text_words={w}" for f, h, w in rules)
    client = sign_in(officer)
    assert set(found(client, query)) == names
    assert said(client, query) == sentence


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("text_field=password&text_how=empty", "項目の内容"),
        ("text_field=phone&text_how=regex&text_words=.*", "項目の内容"),
        ("text_field=phone&text_how=contains&text_words=", "項目の内容"),
        (f"text_field=phone&text_how=contains&text_words={'長' * 10_000}", "項目の内容"),
        ("&".join(["text_field=phone&text_how=empty&text_words="] * 6), "項目の内容"),
        ("part=nowhere", "連携PFへの参画"),
        ("layer=99999", "連携PFの層"),
        ("layer=%00", "連携PFの層"),
        ("answer=99999999999999999999", "調査の回答"),
        ("question=x", "調査の設問"),
        ("officer=1e9", "担当者"),
        (f"area={'長' * 10_000}", "活動地域"),
    ],
)
def test_what_cannot_be_asked_is_named_and_no_file_holds_more(
    query: str, problem: str, koto: Municipality, coordinator: User, sign_in: SignIn
) -> None:
    OrganizationFactory(municipality=koto)
    client = sign_in(coordinator)
    for export in ("", "&export=csv", "&export=xlsx"):
        answer = client.get(f"/organizations/?{query}{export}")
        assert answer["Content-Type"].startswith("text/html")
        assert answer.context["problems"] == [problem]


def test_each_piece_of_the_sentence_can_be_taken_off(
    koto: Municipality, officer: User, sign_in: SignIn
) -> None:
    OrganizationFactory(municipality=koto, legal_form="npo")
    query = "?legal_form=npo&legal_form=voluntary&text_field=phone&text_how=empty&text_words="
    conditions = sign_in(officer).get(f"/organizations/{query}").context["conditions"]
    assert conditions[0].pieces[0].url.startswith("?text_field=phone")
    assert "legal_form=voluntary" in conditions[0].pieces[0].url
    assert "text_field" not in conditions[1].pieces[0].url
    assert "legal_form=npo" in conditions[1].pieces[0].url
