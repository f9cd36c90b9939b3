"""Lists of organizations to work from: whom to telephone, addresses for letters and labels."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any, ClassVar

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from organizations.bodies.tables import OrganizationTable, with_officer
from organizations.members.participation import STANDINGS, standings
from organizations.models import Contact, Organization, User
from organizations.own.columns import with_own
from platform_registry.actions_log import note_export
from platform_registry.bulk.acts import Handed, register
from platform_registry.lists import exports

NO_ADDRESS = "住所のない団体"


class ChosenFile(Handed):
    """The list's own file, of the chosen alone, with the columns chosen for the page."""

    def answer(self) -> HttpResponseBase:
        user, wanted = self.request.user, self.request.GET.getlist("columns")
        columns = OrganizationTable.known(user, wanted)
        chosen = Organization.objects.permitted(user, "export").filter(
            pk__in=[body.pk for body in self.records]
        )
        rows = exports.Rows(
            name="団体（選んだもの）",
            table_class=partial(OrganizationTable, request=self.request, chosen=columns),
            parts=[with_own(with_officer(chosen), user).order_by("sort_key", "pk")],
            number=self.number,
            conditions=self.conditions,
        )
        return exports.respond(rows, self.key, by=user)


@register(Organization, "xlsx", "Excel", order=140)
class ChosenWorkbook(ChosenFile):
    pass


@register(Organization, "csv", "CSV", order=150)
class ChosenText(ChosenFile):
    pass


class HandedBodies(Handed):
    """With the contacts this person may read: names of persons are for staff."""

    @property
    def contacts(self) -> dict[int, Contact]:
        """Of each body the first."""
        rows = Contact.objects.visible_to(self.request.user).filter(organization__in=self.records)
        ordered = rows.order_by("organization", "pk")
        return {pk: next(of) for pk, of in groupby(ordered, key=lambda c: c.organization_id)}

    def log(self, form: str) -> None:
        by, words = self.request.user, self.conditions
        note_export(Organization, self.label, form, self.number, words, by=by)

    def workbook(self, sheets: dict[str, tuple[list[str], Iterable[list[Any]]]]) -> FileResponse:
        self.log("xlsx")
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        exports.write_sheets(file, sheets)
        file.seek(0)
        name = f"{self.label}_{timezone.localdate():%Y%m%d}.xlsx"
        return FileResponse(file, as_attachment=True, filename=name, content_type=exports.XLSX_TYPE)


@register(Organization, "calls", "確認の電話リスト", order=110)
class CallList(HandedBodies):
    HEADER: ClassVar = [
        "記録番号", "団体名", "ふりがな", "電話番号", "ほかの電話番号・内線", "連絡先の氏名", "連絡先の電話番号",
        "担当者", "連携PF", "最終確認", "確認した日", "確認した人", "変わっていたこと",
    ]  # fmt: skip

    def answer(self) -> HttpResponseBase:
        return self.workbook({"電話リスト": (self.HEADER, self._rows())})

    def _rows(self) -> Iterator[list[Any]]:
        numbers = [body.pk for body in self.records]
        standing = standings(numbers, self.request.user)
        officers = User.objects.in_bulk({b.officer_id for b in self.records if b.officer_id})
        contacts = self.contacts
        for body in self.records:
            contact, day = contacts.get(body.pk), body.verified_on
            person = [contact.name, contact.phone] if contact else ["", ""]
            officer = str(officers.get(body.officer_id) or "")
            stands = STANDINGS.get(standing.get(body.pk, ""), "")
            own: list[str | int] = [body.pk, body.name, body.kana, body.phone, body.other_phones]
            known: list[str | date | None] = [*person, officer, stands, day]
            yield [*own, *known, "", "", ""]


@register(Organization, "letters", "宛名・差し込み用Excel", order=120)
class Letters(HandedBodies):
    HEADER: ClassVar = [
        "記録番号",
        "郵便番号",
        "住所1",
        "住所2",
        "団体名",
        "敬称",
        "担当者の役職",
        "担当者の氏名",
        "担当者の敬称",
    ]

    def answer(self) -> HttpResponseBase:
        with_address = [body for body in self.records if _line(body)]
        without = [[b.pk, b.name, b.phone, b.email] for b in self.records if not _line(b)]
        sheets: dict[str, Any] = {"宛名": (self.HEADER, self._rows(with_address))}
        if without:
            sheets[NO_ADDRESS] = (["記録番号", "団体名", "電話番号", "メールアドレス"], without)
        return self.workbook(sheets)

    def _rows(self, bodies: list[Organization]) -> Iterator[list[Any]]:
        contacts = self.contacts
        for body in bodies:
            contact = contacts.get(body.pk)
            person = [contact.post, contact.name, "様"] if contact else ["", "", ""]
            honour = "" if contact else "御中"
            yield [
                body.pk,
                body.postal_code,
                _line(body),
                body.building,
                body.name,
                honour,
                *person,
            ]


def _line(body: Organization) -> str:
    return f"{body.prefecture}{body.city}{body.town}" if body.town else ""


@register(Organization, "labels", "宛名ラベル", order=130)
class Labels(HandedBodies):
    """Twelve to a sheet of A4, printed by the browser."""

    def answer(self) -> HttpResponseBase:
        self.log("print")
        bodies = [(body, _line(body)) for body in self.records]
        context = {
            "labels": [(body, line) for body, line in bodies if line],
            "without": [body for body, line in bodies if not line],
        }
        return render(self.request, "organizations/bodies/labels.html", context)
