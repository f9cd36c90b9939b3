"""What a person reads of a case sheet: its own people the working copy, others the last version."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from casebook.composition import compose
from casebook.documents.frozen import freeze, thaw_document
from casebook.documents.shapes import CaseDocument
from casebook.models import CaseSheet, SheetVersion
from platform_registry.access import may
from platform_registry.japanese import era_date

DRAFT = "下書き（まだ公開していない内容です）"


def document_for(user: Any, sheet: CaseSheet) -> CaseDocument:
    """The sheet must be visible to the user: then it is their own, or there is a version."""
    if may(user, "view", sheet):
        return compose(sheet)
    return document_of(sheet.versions.current().get())


def draft_of(sheet: CaseSheet) -> CaseDocument:
    """To be taken along: marked, so that it isn't taken for what was published."""
    return replace(compose(sheet), remarks=(DRAFT,))


def document_of(version: SheetVersion, newer: SheetVersion | None = None) -> CaseDocument:
    """A version as it was published, headed by what one must know of it."""
    remarks = [f"公開版 {version.label}　{era_date(version.published_on)}公開"]
    if version.withdrawn_on:
        remarks.append(f"この版は{era_date(version.withdrawn_on)}に取り下げました。")
    elif newer is not None:
        remarks.append(f"訂正版があります：{newer.label}　{era_date(newer.published_on)}公開")
    if version.reason:
        remarks.append(f"訂正のお知らせ：{version.reason}")
    return replace(thaw_document(version.document), remarks=tuple(remarks))


def newer_than(version: SheetVersion) -> SheetVersion | None:
    """The version to read instead, where there is one."""
    newer = version.sheet.versions.current().filter(number__gt=version.number)
    return newer.defer("document").first()


def digest_of(document: CaseDocument) -> str:
    """The same for the same contents: whether what is published is what the person was shown."""
    text = json.dumps(freeze(document), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
