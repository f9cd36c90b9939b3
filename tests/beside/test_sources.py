"""Where a fact comes from: documents a municipality registers and cites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from organizations.models import Layer, Municipality, Platform, SourceDocument, User

SignIn = Callable[[User], Client]
Fill = Callable[..., str]


@pytest.fixture
def theirs(zama: Municipality) -> SourceDocument:
    return SourceDocument.objects.create(title="座間市の庁内資料", municipality=zama)


@pytest.fixture
def common(db: None) -> SourceDocument:
    return SourceDocument.objects.create(title="国の重点計画")


def layer_form(client: Client, layer: Layer, **values: str) -> str:
    fields = {"name": layer.name, "kind": "platform", "position": "1", "state": "established"}
    sent = {**fields, "version": str(layer.version), **values}
    return client.post(f"/layers/{layer.pk}/edit/", sent, follow=True).content.decode()


def test_an_officer_registers_a_document_and_cites_it(
    circle: Layer, officer: User, fill: Fill, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    page = fill(officer, "/source-documents/new/", title="設置要綱", edition="令和6年版")
    assert "設置要綱" in page
    document = SourceDocument.objects.get()
    assert document.created_by == officer
    edit = f"/layers/{circle.pk}/edit/"
    shown = fill(officer, edit, source=document.pk, source_section="第2条")
    assert "令和6年版 第2条" in shown
    refused = client.post(f"/source-documents/{document.pk}/delete/").content.decode()
    assert "層「連携PF」" in refused
    assert SourceDocument.objects.exists()


def test_only_own_and_common_documents_are_offered(
    circle: Layer, theirs: SourceDocument, common: SourceDocument, officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    form = client.get(f"/layers/{circle.pk}/edit/").content.decode()
    assert common.title in form and theirs.title not in form
    assert theirs.title not in client.get("/source-documents/").content.decode()
    assert client.get(f"/source-documents/{theirs.pk}/edit/").status_code == 404
    assert client.get(f"/source-documents/{common.pk}/edit/").status_code == 403
    assert "選べません" in layer_form(client, circle, source=str(theirs.pk))


def test_a_partner_keeps_the_source_a_record_has(
    circle: Layer,
    platform: Platform,
    zama: Municipality,
    koto: Municipality,
    other_officer: User,
    fill: Fill,
) -> None:
    platform.partners.add(zama)
    cited = SourceDocument.objects.create(title="江東区の要綱", municipality=koto)
    Layer.objects.filter(pk=circle.pk).update(source=cited)
    page = fill(other_officer, f"/layers/{circle.pk}/edit/", role="支え合う")
    assert "支え合う" in page and "江東区の要綱" in page


def test_the_population_is_kept_with_its_date_and_source(
    koto: Municipality,
    zama: Municipality,
    administrator: User,
    viewer: User,
    fill: Fill,
    sign_in: SignIn,
) -> None:
    client = sign_in(administrator)
    sent = {
        "population": "524310", "population_on": "R2.10.1", "population_source": "国勢調査",
    }  # fmt: skip
    page = fill(administrator, f"/municipalities/{koto.pk}/edit/", **sent)
    assert "524,310" in page and "国勢調査" in page
    koto.refresh_from_db()
    assert koto.population_on == date(2020, 10, 1)
    assert client.get(f"/municipalities/{zama.pk}/edit/").status_code == 403
    assert sign_in(viewer).get(f"/municipalities/{koto.pk}/edit/").status_code == 403
