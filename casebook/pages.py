"""Which records of this floor are entered through pages of their own, and with which fields."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import URLPattern

from casebook.models import CaseSheet, Passage, StageNote, StageStatus
from meetings.pages import OfOwnPlatform
from organizations.record_forms import PERIOD_FIELDS, RecordForm
from organizations.records import RecordPages


class ProseForm(RecordForm):
    """A published sheet is frozen: its prose is not changed under it."""

    def clean(self) -> dict[str, Any]:
        if self.instance.sheet.state == CaseSheet.State.PUBLISHED:
            raise ValidationError(
                "公開した事例票は変えられません。「作成中に戻す」を選んでから直してください。"
            )
        return super().clean()


PAGES = (
    RecordPages(
        CaseSheet,
        ("platform", "fiscal_year", "edition"),
        slug="case-sheet",
        form=OfOwnPlatform,
        with_source=True,
    ),
    RecordPages(
        Passage,
        ("part", "number", "heading", "tag", "text", "organization", *PERIOD_FIELDS),
        parent="sheet",
        form=ProseForm,
    ),
    RecordPages(
        StageNote,
        (
            "stage", "number", "side", "heading", "text", "tag", "printed_mark", "printed_name",
            "printed_phase",
        ),
        parent="sheet",
        form=ProseForm,
    ),
    RecordPages(
        StageStatus, ("fiscal_year", "stage", "state"), parent="platform", slug="stage-state"
    ),
)  # fmt: skip


def urls() -> list[URLPattern]:
    return [url for pages in PAGES for url in pages.urls()]
