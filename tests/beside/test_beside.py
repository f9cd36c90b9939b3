"""Notes, numbers and files beside a record: kept with it, seen with it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from organizations.models import Attachment, Note, Platform, Statistic, User
from tests.kit.rendered import fill_in

SignIn = Callable[[User], Client]
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 16


def package(part: str) -> bytes:
    """A zip that holds just that part: what tells docx from xlsx."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(part, "<x/>")
    return file.getvalue()


def beside(platform: Platform) -> str:
    return f"{ContentType.objects.get_for_model(Platform).pk}/{platform.pk}/"


def attach(client: Client, platform: Platform, name: str, content: bytes) -> str:
    assert 'type="file"' in client.get(f"/attachments/new/{beside(platform)}").content.decode()
    file = SimpleUploadedFile(name, content)
    answer = client.post(f"/attachments/new/{beside(platform)}", {"file": file}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("チラシ.png", PNG),
        ("写真.jpeg", b"\xff\xd8\xff\xe0" + b"\x00" * 8),
        ("次第.pdf", b"%PDF-1.7\n"),
        ("次第.docx", package("word/document.xml")),
        ("名簿.xlsx", package("xl/workbook.xml")),
    ],
)
def test_the_usual_files_are_attached_and_come_back_unchanged(
    name: str, content: bytes, platform: Platform, officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    assert name in attach(client, platform, name, content)
    file = Attachment.objects.get()
    answer = client.get(f"/attachments/{file.pk}/")
    assert answer.content == content
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("写真.png", b"%PDF-1.7\n", "中身はpdfです"),
        ("計算.xlsx", package("word/document.xml"), "中身はdocxです"),
        ("悪い.exe", b"MZ\x90", "この種類のファイルは添付できません"),
        ("偽.docx", b"PK\x03\x04broken", "この種類のファイルは添付できません"),
        ("頁.html", b"<script>alert(1)</script>", "この種類のファイルは添付できません"),
        ("大.pdf", b"%PDF-" + b"0" * (20 * 1024 * 1024), "20MBまで"),
    ],
)
def test_a_file_that_lies_is_refused_with_a_sentence(
    name: str, content: bytes, sentence: str, platform: Platform, officer: User, sign_in: SignIn
) -> None:
    assert sentence in attach(sign_in(officer), platform, name, content)
    assert not Attachment.objects.exists()


def test_a_file_is_seen_by_who_may_see_its_record(
    platform: Platform, officer: User, viewer: User, other_officer: User, sign_in: SignIn
) -> None:
    attach(sign_in(officer), platform, "次第.pdf", b"%PDF-1.7\n")
    url = f"/attachments/{Attachment.objects.get().pk}/"
    assert sign_in(viewer).get(url).status_code == 200
    assert sign_in(viewer).post(f"{url}delete/").status_code == 403
    assert sign_in(other_officer).get(url).status_code == 404
    assert sign_in(other_officer).post(f"/attachments/new/{beside(platform)}").status_code == 404
    sign_in(officer).post(f"{url}delete/")
    assert not Attachment.objects.exists()


def test_two_statements_are_both_kept_and_a_person_settles_them(
    platform: Platform, officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    values = {
        "kind": "differs",
        "field": "target",
        "text": "別版では対象が異なる。",
        "statement": "20～30代",
        "version": "1",
    }
    client.post(f"/notes/new/{beside(platform)}", values)
    note = Note.objects.get()
    assert "20～30代" in client.get(f"/platforms/{platform.pk}/").content.decode()
    assert "異なるところ" in client.get("/").content.decode()
    assert "別版では対象が異なる。" in client.get("/notes/?kind=differs").content.decode()
    client.post(f"/notes/{note.pk}/edit/", {**values, "settled_on": "R8.11.20"})
    assert "異なるところ" not in client.get("/").content.decode()


def test_a_number_of_a_document_keeps_its_words(
    platform: Platform, officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    values = {
        "label": "参加団体・個人",
        "value": "50",
        "exactness": "nearly",
        "as_printed": "50近い団体・個人",
        "version": "1",
    }
    client.post(f"/statistics/new/{beside(platform)}", values)
    number = Statistic.objects.get()
    assert (number.value, number.shown) == (50, "50近い団体・個人")
    text = client.post(f"/statistics/new/{beside(platform)}", {**values, "value": "たくさん"})
    assert "たくさん" in text.content.decode()
    assert Statistic.objects.count() == 1


def test_what_stands_beside_goes_with_its_record(
    platform: Platform, administrator: User, sign_in: SignIn
) -> None:
    client = sign_in(administrator)
    attach(client, platform, "次第.pdf", b"%PDF-1.7\n")
    fill_in(client, f"/platforms/{platform.pk}/delete/")
    assert not Platform.objects.exists()
    assert not Attachment.objects.exists()
