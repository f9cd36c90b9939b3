"""Every address of the site with numbers that mean something, and what is inside the answers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from platform_registry.lists.page import ListPage
from platform_registry.records.pages import RecordPages

# The first word of an address says of which kind its number is.
KINDS = {
    "case-sheets": "casebook.CaseSheet", "platforms": "organizations.Platform",
    "actions": "meetings.Action", "meetings": "meetings.Meeting", "hearings": "meetings.Hearing",
    "organizations": "organizations.Organization", "municipalities": "organizations.Municipality",
    "departments": "organizations.Department", "clearances": "organizations.Clearance",
    "layers": "organizations.Layer", "lowerings": "organizations.Lowering",
    "invitations": "organizations.Invitation", "needs": "organizations.Need",
    "notes": "organizations.Note", "attachments": "organizations.Attachment",
    "pilots": "pilots.Pilot", "surveys": "surveys.Survey", "responses": "surveys.Response",
    "imports": "surveys.ImportBatch", "meeting-series": "meetings.MeetingSeries",
    "source-documents": "organizations.SourceDocument",
    "views": "platform_registry.SavedView", "bulk": "platform_registry.BulkChange",
    "people": "organizations.User", "own-fields": "organizations.OwnField",
    "options": "surveys.Option", "questions": "surveys.Question",
}  # fmt: skip
# Placeholders that are no number of a record.
WORDS = {
    "year": [2026],
    "kind": ["svg", "png"],
    "name": ["confirm"],
    "list_name": ["organizations"],
    "key": ["officer"],
    "number": [1],
    "listed": [
        "members",
        "departments",
        "contacts",
        "meetings",
        "series",
        "pilots",
        "deliveries",
        "attendance",
        "turnout",
    ],  # fmt: skip
}


def patterns(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[Any]:
    """(name, address with <kind:name> left in, view) of every page outside the admin."""
    for entry in (resolver or get_resolver()).url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver) and entry.app_name != "admin":
            yield from patterns(entry, address)
        elif isinstance(entry, URLPattern):
            yield entry.name or "", address, entry.callback


def kind_of(address: str, view: Any, placeholder: str) -> Any:
    """The model whose numbers stand at this place of an address; None where it is a word."""
    pages = getattr(view, "__self__", None)
    if isinstance(pages, RecordPages):
        return pages.parent_model if placeholder == "parent_pk" else pages.model
    if placeholder.endswith("_pk") and placeholder != "type_pk":
        name = placeholder.removesuffix("_pk")
        app = "surveys" if name in ("survey", "question") else "organizations"
        return apps.get_model(app, name)
    return apps.get_model(KINDS[address.split("/")[1]]) if placeholder == "pk" else None


def is_page_of_record(address: str) -> bool:
    """Opened to read or, with ?edit=1, to edit."""
    return bool(re.fullmatch(r"/[\w-]+/<int:pk>/(stages/<int:number>/|opinions/)?", address))


def addresses(numbers: dict[Any, list[int]], beside: list[models.Model]) -> Iterator[str]:
    """Every address with the numbers given for the kind of record that stands there."""
    for _, address, view in patterns():
        if "<int:type_pk>" in address:
            for record in beside:
                kind = ContentType.objects.get_for_model(record).pk
                start = address.replace("<int:type_pk>", str(kind))
                yield start.replace("<int:record_pk>", str(record.pk))
            continue
        names = re.findall(r"<(?:\w+:)?(\w+)>", address)
        places = [
            WORDS[name] if name in WORDS else numbers.get(kind_of(address, view, name), [])
            for name in names
        ]
        for chosen in product(*places):
            filled = address
            for value in chosen:
                filled = re.sub(r"<[^>]+>", str(value), filled, count=1)
            yield filled
            if is_page_of_record(address):
                yield f"{filled}?edit=1"


def lists() -> list[str]:
    return [
        address
        for _, address, view in patterns()
        if issubclass(getattr(view, "view_class", object), ListPage) and "<" not in address
    ]


def admin_addresses(numbers: dict[Any, list[int]], words: str) -> Iterator[str]:
    for model, registered in admin.site._registry.items():
        label, name = model._meta.app_label, model._meta.model_name
        start = f"/admin/{label}/{name}/"
        yield from (start, f"{start}?q={words}", f"{start}add/")
        for number in numbers.get(model, []):
            yield from (f"{start}{number}/{word}/" for word in ("change", "delete", "history"))
        for relation in registered.autocomplete_fields:
            yield (
                f"/admin/autocomplete/?app_label={label}&model_name={name}"
                f"&field_name={relation}&term={words}"
            )


TOKEN = re.compile(
    r'(name="csrfmiddlewaretoken" value|"X-CSRFToken"|&quot;X-CSRFToken&quot;)\W+\w+'
)
CLOCK = re.compile(r"\d+時\d+分|\d\d:\d\d:\d\d(\.\d+)?")  # of the page, and of a file


def text_of(answer: Any) -> str:
    """What a person could read of an answer, a file's inside included."""
    content = bytes(answer.getvalue())
    kind = answer.headers.get("Content-Type", "")
    if "openxmlformats" in kind:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            parts = [file.read(n) for n in file.namelist() if n.endswith((".xml", ".rels"))]
        return "\n".join(part.decode() for part in parts if b"dcterms" not in part)
    names = ("Content-Disposition", "Location", "HX-Redirect")
    headers = " ".join(answer.headers.get(name, "") for name in names)
    return CLOCK.sub("", TOKEN.sub("", content.decode("utf-8", "replace"))) + headers


def read(client: Client, address: str, **more: Any) -> tuple[int, str]:
    answer = client.get(address, **more)
    return answer.status_code, text_of(answer)


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside never happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def first_of(address: str, view: Any, kept: list[models.Model]) -> str:
    """The address with one number for each place: of the first record kept, else the first of all."""
    if "<int:type_pk>" in address:
        record = kept[0] if kept else apps.get_model("organizations.Platform").objects.first()
        kind = ContentType.objects.get_for_model(record).pk
        return address.replace("<int:type_pk>", str(kind)).replace(
            "<int:record_pk>", str(record.pk)
        )
    for name in re.findall(r"<(?:\w+:)?(\w+)>", address):
        value = WORDS[name][0] if name in WORDS else _number(kind_of(address, view, name), kept)
        address = re.sub(r"<[^>]+>", str(value), address, count=1)
    return address


def _number(kind: Any, kept: list[models.Model]) -> int:
    """999 where there is no such record."""
    found = [record.pk for record in kept if type(record) is kind]
    rows = kind._base_manager.order_by("pk").values_list("pk", flat=True)
    return found[0] if found else rows.first() or 999
