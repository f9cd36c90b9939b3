"""The founding cases as data: reads `fixtures/cases/<folder>/*.toml` into the registry.

One folder is one case. A table's name is a kind of record, its keys are field names, nested
tables are the records that hang on it (`fixtures/cases/README.md`). A folder whose platform is
already there is left alone, so that what was changed since is not lost. What is written goes
through `actions_cases.py`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction

from casebook.actions import confirm, publish
from casebook.actions_cases import keep_department, keep_record
from casebook.models import CaseSheet, Reference
from meetings.models import Hearing, Meeting, MeetingSeries, Opinion
from organizations.bodies.names import split_legal_form
from organizations.models import (
    Department,
    Measure,
    Municipality,
    Need,
    Note,
    Organization,
    Platform,
    PracticeExample,
    SourceDocument,
    Statistic,
    Term,
)
from organizations.sources.models import Sourced
from pilots.models import Pilot
from platform_registry.search.actions import indexed_together
from surveys.models import Survey

FOLDER = settings.BASE_DIR / "fixtures" / "cases"
# In this order, so that what is referred to is there before what refers to it.
KINDS: dict[str, type[models.Model]] = {
    "source_document": SourceDocument,
    "municipality": Municipality,
    "organization": Organization,
    "survey": Survey,
    "platform": Platform,
    "need": Need,
    "measure": Measure,
    "practice_example": PracticeExample,
    "pilot": Pilot,
    "meeting_series": MeetingSeries,
    "meeting": Meeting,
    "hearing": Hearing,
    "opinion": Opinion,
    "case_sheet": CaseSheet,
    "reference": Reference,
}
BESIDE = {"notes": Note, "statistics": Statistic}
# The documents are published; opinions and hearings stay inside unless the file says otherwise.
SHARED = (Platform, Pilot, Meeting, Survey)


class CaseFileError(ValueError):
    """A file of a case holds something that can't be loaded; says where and what."""


def folders() -> list[Path]:
    return sorted(path for path in FOLDER.iterdir() if path.is_dir())


def read(folder: Path) -> dict[str, Any]:
    """All files of the folder as one: kind → rows; `case` holds what is true for all of it."""
    tables: dict[str, Any] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            raise CaseFileError(f"{path.name}: {error}") from error
        for name, value in content.items():
            if name == "case":
                tables["case"] = value
            elif name in KINDS:
                tables.setdefault(name, []).extend(value)
            else:
                raise CaseFileError(f"{path.name}: 「{name}」という種類の記録はありません。")
    return tables


@transaction.atomic
def load(folder: Path, *, by: Any = None) -> int:
    """The number of records made; 0 where the case is already there."""
    with indexed_together():
        return _Case(folder, by).load()


class _Case:
    def __init__(self, folder: Path, by: Any) -> None:
        self.folder, self.by = folder, by
        self.tables = read(folder)
        code = self.tables.get("case", {}).get("municipality")
        self.municipality = Municipality.objects.get(code=code) if code else None
        self.keys: dict[str, models.Model] = {}
        self.made = 0

    def load(self) -> int:
        if self._already_there():
            return 0
        for name, model in KINDS.items():
            for row in self.tables.get(name, []):
                self._record(model, dict(row), None)
        platform: Any = self.keys.get("platform")
        for sheet in CaseSheet.objects.filter(platform=platform):
            publish(confirm(sheet, by=self.by), by=self.by)
        return self.made

    def _already_there(self) -> bool:
        names = [row["name"] for row in self.tables.get("platform", [])]
        if names:
            return Platform.objects.filter(municipality=self.municipality, name__in=names).exists()
        codes = [row["code"] for row in self.tables.get("source_document", [])]
        return SourceDocument.objects.filter(code__in=codes).exists()

    # ------------------------------------------------------------------ one record

    def _record(self, model: type[models.Model], row: dict[str, Any], parent: Any) -> models.Model:
        key = row.get("key", "") if _has(model, "key") else row.pop("key", "")
        children = {name: row.pop(name) for name in list(row) if _is_children(model, name)}
        beside = {name: row.pop(name) for name in list(row) if name in BESIDE}
        many = {name: row.pop(name) for name in list(row) if _is_many(model, name)}
        record: models.Model = self._instance(model, row, parent)
        links = {name: self._links(record, name, texts) for name, texts in many.items()}
        try:
            keep_record(record, links=links, by=self.by)
        except ValidationError as error:
            raise CaseFileError(f"{self.folder.name} {model.__name__} {row}: {error}") from error
        self.made += 1
        self._remember(key, record)
        for name, rows in children.items():
            self._children(record, name, rows)
        for name, rows in beside.items():
            for small in rows:
                self._beside(BESIDE[name], dict(small), record)
        return record

    def _instance(self, model: type[models.Model], row: dict[str, Any], parent: Any) -> Any:
        record = self._existing(model, row) or model()
        for name, value in self._defaults(model, parent).items():
            setattr(record, name, value)
        for name, value in row.items():
            setattr(record, name, self._value(model, name, value))
        return record

    def _existing(self, model: type[models.Model], row: dict[str, Any]) -> models.Model | None:
        """The municipality is in the master; an organization may be in the registry already."""
        if model is Municipality:
            return Municipality.objects.get(code=row.pop("code"))
        if model is Organization:
            row.setdefault("legal_form", split_legal_form(row["name"]).form_code or "voluntary")
            return Organization.objects.filter(
                municipality=self.municipality, name=row["name"]
            ).first()
        return None

    def _defaults(self, model: type[models.Model], parent: Any) -> dict[str, Any]:
        """What the surroundings say: the case's municipality and platform, the parent's source."""
        defaults: dict[str, Any] = {}
        if model in SHARED:
            defaults["shared"] = True
        if _has(model, "municipality") and model not in (SourceDocument,):
            defaults["municipality"] = self.municipality
        if _has(model, "platform") and "platform" in self.keys:
            defaults["platform"] = self.keys["platform"]
        for name in ("source", "source_section", "source_lines"):
            if isinstance(parent, Sourced) and _has(model, name):
                defaults[name] = getattr(parent, name)
        return defaults if model is not Municipality else {}

    def _children(self, record: models.Model, name: str, rows: list[dict[str, Any]]) -> None:
        relation: Any = record._meta.get_field(name)
        for row in rows:
            row = {**row, relation.field.name: record}
            self._record(relation.related_model, row, record)

    def _beside(self, model: type[models.Model], row: dict[str, Any], record: models.Model) -> None:
        row["record_type"] = ContentType.objects.get_for_model(record)
        row["record_id"] = record.pk
        self._record(model, row, record)

    def _remember(self, key: str, record: models.Model) -> None:
        if key:
            if key in self.keys:
                raise CaseFileError(f"{self.folder.name}: 記号「{key}」が二度使われています。")
            self.keys[key] = record
        if isinstance(record, Platform):
            self.keys.setdefault("platform", record)

    # ------------------------------------------------------------------ values and references

    def _value(self, model: type[models.Model], name: str, value: Any) -> Any:
        try:
            field: Any = model._meta.get_field(name)
        except FieldDoesNotExist:
            raise CaseFileError(
                f"{self.folder.name}: {model.__name__} に項目「{name}」はありません。"
            ) from None
        if field.is_relation and isinstance(value, str):
            return self._found(field.related_model, value)
        return value

    def _links(self, record: models.Model, name: str, texts: list[str]) -> list[models.Model]:
        target: Any = record._meta.get_field(name).related_model
        return [self._found(target, text) for text in texts]

    def _found(self, model: type[models.Model], text: str) -> models.Model:
        """By its key in this folder, or by the name people know it by."""
        known = self.keys.get(text)
        if known is not None and isinstance(known, model):
            return known
        found: models.Model | None
        if model is Department:
            found = keep_department(self.municipality, text, by=self.by)
        else:
            found = self._by_name(model, text).first()
        if found is None:
            raise CaseFileError(f"{self.folder.name}: {model.__name__}「{text}」が見つかりません。")
        return found

    def _by_name(self, model: type[models.Model], text: str) -> models.QuerySet[Any]:
        if model in (SourceDocument, Municipality):
            return model._default_manager.filter(code=text)
        if model is Organization:
            return Organization.objects.filter(municipality=self.municipality, name=text)
        if model is Term:
            return Term.objects.common().filter(label=text)
        if model is Platform:
            return Platform.objects.filter(name=text)
        return model._default_manager.none()


def _has(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


def _is_children(model: type[models.Model], name: str) -> bool:
    relations = {relation.get_accessor_name() for relation in model._meta.related_objects}
    return name in relations


def _is_many(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.many_to_many)


def load_all(only: str | None = None, *, by: Any = None) -> Iterator[tuple[str, int]]:
    """Every folder, or only one, with the number of records made from it.

    `by` is nobody where a command loads what is published anyway.
    """
    for folder in [FOLDER / only] if only else folders():
        yield folder.name, load(folder, by=by)
