"""What stood in a response before an import changed it, as plain data, and how it comes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from organizations.models import Organization
from surveys.importing.planning.stored_responses import chunks
from surveys.importing.writing.bulk import insert_values
from surveys.models import Answer, ImportBatch, Option, Question, Response

ANSWER_COLUMNS = (
    "response_id", "question_id", "option_id", "number", "approx", "day", "text", "missing",
)  # fmt: skip
RESTORED = (
    "organization", "batch", "sheet", "row_number", "raw", "stated", "row_hash", "submitted_at",
)  # fmt: skip


def before_images(ids: list[int]) -> dict[int, dict[str, Any]]:
    """Response id → everything needed to put the response back as it is now."""
    images: dict[int, dict[str, Any]] = {}
    for chunk in chunks(ids):
        for response in Response.objects.filter(pk__in=chunk):
            images[response.pk] = _response_image(response)
        rows = Answer.objects.filter(response__in=chunk).order_by("id").values_list(*ANSWER_COLUMNS)
        for response_id, *rest in rows:
            images[response_id]["answers"].append(_plain(rest))
    return images


def _response_image(response: Response) -> dict[str, Any]:
    return {
        "organization": response.organization_id,
        "batch": response.batch_id,
        "sheet": response.sheet,
        "row_number": response.row_number,
        "raw": response.raw,
        "stated": response.stated,
        "row_hash": response.row_hash,
        "submitted_at": response.submitted_at and response.submitted_at.isoformat(),
        "edited_at": edited(response),
        "answers": [],
    }


def edited(response: Response) -> str | None:
    """The moment of the last edit by hand. No import changes it, so that another one tells of an
    edit since, whatever the clocks say."""
    return response.edited_at.isoformat() if response.edited_at else None


def _plain(row: list[Any]) -> list[Any]:
    question, option, number, approx, day, text, missing = row
    return [
        question,
        option,
        None if number is None else str(number),
        approx,
        None if day is None else day.isoformat(),
        text,
        missing,
    ]


def restore(images: dict[int, dict[str, Any]]) -> None:
    """Put the responses back, but for what was deleted meanwhile: that stays empty."""
    exists = _Existing(images)
    responses = [
        Response(
            pk=pk,
            organization_id=exists.organization(image["organization"]),
            batch_id=exists.batch(image["batch"]),
            sheet=image["sheet"],
            row_number=image["row_number"],
            raw=image["raw"],
            stated=image["stated"],
            row_hash=image["row_hash"],
            submitted_at=image["submitted_at"] and datetime.fromisoformat(image["submitted_at"]),
        )
        for pk, image in images.items()
    ]
    Response.objects.bulk_update(responses, RESTORED, batch_size=100)
    for chunk in chunks(list(images)):
        Answer.objects.filter(response__in=chunk)._raw_delete("default")
    insert_values(Answer, ANSWER_COLUMNS, _answers(images, exists))


def _answers(images: dict[int, dict[str, Any]], exists: _Existing) -> Iterator[list[Any]]:
    for pk, image in images.items():
        for question, option, *rest in image["answers"]:
            if question in exists.questions and (option is None or option in exists.options):
                yield [pk, question, option, *rest]


class _Existing:
    """Which records that the images speak of are still there."""

    def __init__(self, images: dict[int, dict[str, Any]]) -> None:
        told = images.values()
        self.organizations = _still(Organization, {image["organization"] for image in told})
        self.batches = _still(ImportBatch, {image["batch"] for image in told})
        answers = [answer for image in told for answer in image["answers"]]
        self.questions = _still(Question, {answer[0] for answer in answers})
        self.options = _still(Option, {answer[1] for answer in answers})

    def organization(self, pk: int | None) -> int | None:
        return pk if pk in self.organizations else None

    def batch(self, pk: int | None) -> int | None:
        return pk if pk in self.batches else None


def _still(model: Any, ids: set[int | None]) -> set[int]:
    asked = [pk for pk in ids if pk is not None]
    found: set[int] = set()
    for chunk in chunks(asked):
        found.update(model.objects.filter(pk__in=chunk).values_list("pk", flat=True))
    return found
