"""The parts of the page on which an organization is registered and edited."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from organizations.bodies.forms import OrganizationForm
from organizations.models import (
    Contact,
    OrganizationIdentifier,
    OrganizationName,
    SupportActivity,
    Term,
)
from organizations.places.postal import Place, lookup
from organizations.support.forms import ActivityRow
from platform_registry.grids.cells import Cell, Column, cell_of
from platform_registry.grids.sections import FormSection, GridSection


class Basics(FormSection):
    """What an officer knows of a body at first; all else is folded away."""

    key, title = "basics", "基本"
    template = "organizations/bodies/_basics.html"
    form = OrganizationForm
    buttons = (("address", "郵便番号から住所を入れる"),)
    fields = (
        Column("municipality", 3),
        Column("name", 5),
        Column("kana", 4),
        Column("legal_form", 3),
        Column("phone", 3),
        Column("postal_code", 2),
        Column("prefecture", 2),
        Column("city", 2),
        Column("town", 3),
    )
    printed = (
        "corporate_number", "state", "building", "latitude", "longitude", "other_phones", "fax",
        "email", "website", "operator", "area_served", "officer", "description", "note",
    )  # fmt: skip

    @property
    def fold_title(self) -> str:
        """With how many of the folded fields hold something a person has entered."""
        filled = sum(c.field.value() not in (None, "", "active") for c in self.folded)
        return f"そのほかの項目（記入 {filled}）" if filled else "そのほかの項目"

    @property
    def cells(self) -> list[Cell]:
        """Without what stands fast; with the municipality's own, and what a look-alike asks."""
        shown = [cell for cell in super().cells if not cell.field.field.disabled]
        asked = [Column(field.name, 3) for field in self.content.own_asked]
        asked += [Column("another", 12)] if not self.content["another"].is_hidden else []
        return [*shown, *(cell_of(self.content, column) for column in asked)]

    @property
    def towns(self) -> list[Place] | None:
        """Of a postal code that stands for several places, or for none; None where nobody asked."""
        if self.editing.typed("do") != f"{self.key}:address":
            return None
        places = lookup(self.editing.typed(f"{self.key}-postal_code"))
        return places if len(places) != 1 else None

    @classmethod
    def do(cls, verb: str, editing: Any, data: Any) -> None:
        """``address``, and ``address:東陽`` where a town had to be chosen."""
        town = verb.partition(":")[2]
        places = lookup(data.get(f"{cls.key}-postal_code", ""))
        chosen = [place for place in places if place.town == town] if town else places
        if len(chosen) == 1:
            cls._fill(data, chosen[0]._asdict())
        elif places:
            cls._fill(data, {"prefecture": places[0].prefecture, "city": places[0].city})

    @classmethod
    def _fill(cls, data: Any, address: dict[str, str]) -> None:
        """What was typed stays."""
        for name, value in address.items():
            if not data.get(f"{cls.key}-{name}", "").strip():
                data[f"{cls.key}-{name}"] = value


class Activities(GridSection):
    key, title, model, parent = "activities", "支援・居場所", SupportActivity, "organization"
    template = "organizations/bodies/_activities.html"
    form = ActivityRow
    columns = (
        Column("function", 8),
        Column("targets", 10, "例 高齢者、若者", listed="targets"),
        Column("name", hint="活動名"),
        Column("place", 8),
        Column("schedule", 8, "例 毎月第2火曜"),
        Column("fee", 5),
        Column("contact", 9),
        Column("public", 7),
    )

    @cached_property
    def words(self) -> list[Term]:
        """Of the place the organization belongs to; a new one may be registered in several."""
        place = self.editing.record.municipality_id
        places = [place] if place else self.editing.user.municipality_ids("edit")
        return list(Term.objects.used_in(places))

    @property
    def targets(self) -> list[Term]:
        return [term for term in self.words if term.kind == Term.Kind.TARGET]

    def rows(self) -> Any:
        return super().rows().select_related("function").prefetch_related("targets")

    def _stored(self) -> list[Any]:
        found = super()._stored()
        for row in found:
            row.words = self.words
        return found

    def fill(self, row: Any) -> None:
        row.words = self.words


class Contacts(GridSection):
    key, title, model, parent = "contacts", "連絡先（担当者）", Contact, "organization"
    columns = (
        Column("name", 12, "氏名を入力して行を足す"),
        Column("post", 11),
        Column("phone", 10),
        Column("email", 14),
        Column("note"),
    )


class Names(GridSection):
    key, title, model, parent = "names", "ほかの名称", OrganizationName, "organization"
    hint = "検索と取込では、どの名称でも見つかります"
    columns = (
        Column("name", hint="名称を入力して行を足す"),
        Column("kind", 12),
        Column("until", 10),
        Column("source", 16),
    )


class Identifiers(GridSection):
    key, title, model, parent = (
        "identifiers",
        "その他の番号",
        OrganizationIdentifier,
        "organization",
    )
    columns = (Column("scheme", 18, "例 NPO法人ポータル"), Column("value"))
