"""An organization with its activities, contacts, names and numbers, on one page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse

from organizations.bodies.sections import Activities, Basics, Contacts, Identifiers, Names
from organizations.models import Organization
from platform_registry.access import may, require
from platform_registry.grids.models import EditDraft
from platform_registry.grids.page import Editing, EditPage
from platform_registry.signed_in import SignedInRequest


class OrganizationEditing(EditPage):
    model, name, word = Organization, "organization-edit", "edit"
    template = "organizations/bodies/form.html"
    removal = "organization-delete"
    sections = (Basics, Activities, Contacts, Names, Identifiers)

    def urls(self) -> list[URLPattern]:
        return [
            path("organizations/new/", self.create, name="organization-create"),
            *super().urls(),
        ]

    def create(self, request: SignedInRequest) -> HttpResponse:
        require(request.user, "edit")
        return self.answer(request, Organization())

    def heading(self, editing: Editing) -> str:
        return super().heading(editing) if editing.record.pk is not None else "団体の登録"

    # ------------------------------------------------------------------ the draft of a new one

    def hangs_on(self, editing: Editing) -> models.Model | None:
        return super().hangs_on(editing) or editing.part(Basics.key).content.place

    def draft_name(self, draft: EditDraft) -> str:
        return str(draft.typed.get(f"{Basics.key}-name", "")) or "団体"

    def way_back_to_new(self, draft: EditDraft, user: Any) -> tuple[str, str]:
        if not may(user, "edit"):
            return "", ""
        query = urlencode({"draft": self._token(draft)})
        return (
            f"新しい団体（{self.draft_name(draft)}）",
            f"{reverse('organization-create')}?{query}",
        )
