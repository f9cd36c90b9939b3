"""連絡先の一覧: one row, one person to speak to in an organization (個人情報)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from organizations.members.named import departments_in, plain
from organizations.models import Contact, Municipality, User
from platform_registry import actions as door
from platform_registry.records.in_hand import clean_in_hand
from surveys.importing.lists.kinds import cleaning
from surveys.importing.lists.kinds.bodies import Bodies, new_organizations
from surveys.importing.lists.kinds.joining import joined
from surveys.importing.lists.kinds.reaching import Cells, sort_out
from surveys.importing.lists.plan import ListFile
from surveys.importing.lists.records import (
    Besides,
    Desk,
    Fill,
    RecordField,
    RecordList,
    own_places,
)
from surveys.importing.lists.rows import ListRow
from surveys.models import ImportBatch

_PERSON = r"(?:(?:連絡|窓口)?担当者|連絡先|窓口|代表者|責任者)"
FIELDS = (
    RecordField("organization", "団体名", (r"(?:団体|組織|機関|法人|会社|企業|施設|事業所|構成団体)の?(?:名称?)?|所属(?:団体|機関|先)名?|名称",), cleaning.line, required=True),
    RecordField("name", "氏名", (rf"{_PERSON}?の?(?:氏名|お名前|名前)|{_PERSON}名?", r"連絡先担当者名?"), cleaning.line),
    RecordField("unit", "部署", (r"(?:所属)?部署名?|(?:所属)?(?:課|部課|部門)名?|所属",), cleaning.line),
    RecordField("post", "役職", (rf"{_PERSON}?の?(?:役職名?|職名?|肩書き?)",), cleaning.line),
    RecordField("phone", "電話番号", (rf"{_PERSON}?の?(?:電話|tel|携帯|直通)(?:電話)?(?:番号)?[12]?|(?:電話|tel)(?:番号)?(?:\(.*\))?",), cleaning.phone, several=True),
    RecordField("email", "メールアドレス", (rf"{_PERSON}?の?(?:e-?mail|メール|電子メール)(?:アドレス)?[12]?",), cleaning.email, several=True),
    RecordField("note", "備考", (r"備考欄?|摘要|メモ|特記(?:事項)?",), cleaning.line, several=True, nothing=False),
    RecordField("number", "番号", (r"noー?\.?|no\.|番号|連番|通し番号|#|項番",), taken=False),
)  # fmt: skip


LONGEST_NOTE = 200
NO_ROOM = "備考が200文字を超えるため、この値は残せません。"
A_DEPARTMENT = "「{}」は部署です。連絡先は団体に登録するもので、部署には登録できません。この行は取り込みません。"


class ContactDesk(Desk):
    def __init__(self, batch: ImportBatch, parent: Municipality, rows: list[ListRow]) -> None:
        super().__init__(batch, parent, rows)
        self.departments = departments_in(parent)
        self.bodies = Bodies(batch, (row.given.get("organization", "") for row in rows))
        self.contacts: dict[Any, list[Contact]] = defaultdict(list)
        known = Contact.objects.filter(organization__in=list(self.bodies.registered))
        for contact in known.select_related("organization").order_by("pk"):
            self.contacts[contact.organization_id, plain(contact.name)].append(contact)

    def resolve(self, row: ListRow) -> None:
        given = row.given
        name = given["organization"]
        if self.departments.find(name) and not self.bodies.knows(name):
            row.refuse("団体名", name, A_DEPARTMENT.format(name))
            return
        given["organization"] = self.bodies.find(row, name)
        if unit := given.pop("unit", ""):
            given["post"] = " ".join(filter(None, [unit, given.get("post", "")]))

    def join(self, rows: list[ListRow]) -> list[ListRow]:
        return list(joined(self, rows, "連絡先"))

    def key(self, row: ListRow) -> Any:
        organization = row.given["organization"]
        return organization.pk or id(organization), plain(row.given["name"])

    def find(self, row: ListRow) -> list[Contact]:
        organization = row.given["organization"]
        return self.contacts.get((organization.pk, plain(row.given["name"])), [])

    def new(self, row: ListRow) -> Contact:
        return Contact()

    def fill(self, record: Contact, row: ListRow, *, blanks_only: bool) -> None:
        if not record._state.adding:  # found by them, however the blanks in the name are written
            row.given["name"], row.given["organization"] = record.name, record.organization
        super().fill(record, row, blanks_only=blanks_only)
        for text in row.given.get("kept", ()):
            longer = f"{record.note} {text}".strip()
            if text in record.note:
                continue
            if len(longer) > LONGEST_NOTE:
                row.tell("備考", text, NO_ROOM)
            else:
                record.note = longer

    def check(self, row: ListRow) -> None:
        organization = row.given["organization"]
        if organization.pk is None:
            clean_in_hand(organization, organization.clean)  # comes with the row
        clean_in_hand(row.instance)

    def besides(self, rows: Iterable[ListRow]) -> Besides | None:
        return new_organizations(rows)

    def save(self, row: ListRow, *, by: User | None) -> None:
        contact: Contact = row.instance
        self.bodies.register(contact.organization, row, by=by)
        contact.organization = contact.organization  # its number is known by now
        door.save(contact, by=by)


def rows_of(batch: ImportBatch, file: ListFile) -> Fill:
    def fill(row: ListRow, cells: Cells) -> None:
        sort_out(row, cells)
        CONTACTS.fill(row, cells)
        if kept := row.given.get("kept"):
            row.values["note"] = " ".join(filter(None, [row.values.get("note", ""), *kept]))

    return fill


CONTACTS = RecordList(
    key=ImportBatch.Kind.CONTACTS,
    title="連絡先の一覧",
    unit="件",
    model=Contact,
    fields=FIELDS,
    needed="name",
    menu="organizations",
    desk=ContactDesk,
    parents=own_places,
    parent_label="自治体",
    hint="Excel・CSV。1行に1人で、「団体名」と「氏名」の列が必要です。"
    "部署、役職、電話番号、メールアドレス、備考の列も取り込みます。",
    names_organizations=True,
    reader=rows_of,
).declare()
