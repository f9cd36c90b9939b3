"""An import, and its taking back, is one line of the change log that opens into its entries."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webtest import TestApp

from organizations.models import LogEntry, Municipality, Organization, User
from surveys.models import ImportBatch
from tests.importing.carried import undo
from tests.importing.writing.test_undo import committed_answers
from tests.pages.hand import enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(koto: Municipality, coordinator: User) -> ImportBatch:
    batch = committed_answers(koto, coordinator, ["みなと食堂", "つむぎの家"])
    LogEntry.objects.filter(act="create", part=False).delete()  # what was set up before
    return batch


def test_an_import_is_one_line(batch: ImportBatch, coordinator: User) -> None:
    head = LogEntry.objects.get(act="import")
    parts = LogEntry.objects.filter(cid=head.cid, part=True)
    assert (head.actor, head.part, head.municipality) == (coordinator, False, batch.municipality)
    assert {"調査", "設問", "選択肢"} <= {
        e.content_type.model_class()._meta.verbose_name for e in parts
    }


def test_each_import_has_a_mark_of_its_own(
    batch: ImportBatch, koto: Municipality, coordinator: User
) -> None:
    committed_answers(koto, coordinator, ["みなと食堂"])
    assert len({*LogEntry.objects.filter(act="import").values_list("cid", flat=True)}) == 2


def test_no_browser_can_put_its_entries_under_an_import_s_line(
    batch: ImportBatch, officer: User, browser_of: Callable[[User], TestApp]
) -> None:
    head = LogEntry.objects.get(act="import")
    organization = Organization.objects.earliest("pk")
    app = browser_of(officer)
    app.extra_environ["HTTP_X_CORRELATION_ID"] = head.cid
    enter(app, f"/organizations/{organization.pk}/edit/", **{"basics-phone": "03-9999-9999"})
    changed = LogEntry.objects.filter(act="update", part=False).latest("pk")
    assert changed.object_repr == organization.name
    assert changed.cid is None


def test_taking_back_is_one_line_too(batch: ImportBatch, coordinator: User) -> None:
    undo(batch.pk, by=coordinator)
    head = LogEntry.objects.get(act="undo")
    assert head.part is False
    assert {e.act for e in LogEntry.objects.filter(cid=head.cid, part=True)} == {"update", "delete"}
