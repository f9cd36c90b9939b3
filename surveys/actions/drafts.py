"""Only a draft is changed, and by one person at a time."""

from __future__ import annotations

from surveys.importing.shapes import Refused
from surveys.models import ImportBatch

CHANGING = ["state", "step", "settings", "fields"]
OVER = (ImportBatch.State.FAILED, ImportBatch.State.UNDONE)


class NoDraft(Refused):
    """The import is no draft any more: somebody has committed it or thrown it away."""


class Overtaken(Refused):
    """What was decided rests on a mapping that a colleague has changed at this very moment."""


def open_unchanged(batch: ImportBatch) -> None:
    """As ``open_batch``, for what replaces the mapping: Overtaken where it isn't the one known."""
    known = batch.fields
    open_batch(batch)
    if batch.fields != known:
        raise Overtaken(
            "ほかの人が先に列と値の対応を変えたため、まだ保存していません。"
            "いまの内容を確かめて、もう一度選んでください。"
        )


def open_batch(batch: ImportBatch, *, reading: bool = False) -> None:
    """Hold the draft as it is stored now until the transaction ends; every verb begins with it.

    A page may have been opened long ago, so what it knows of the state is not asked.
    ``reading``: one the worker is reading will do, too.
    """
    stored = ImportBatch.objects.select_for_update(no_key=True)
    try:
        batch.refresh_from_db(fields=CHANGING, from_queryset=stored)
    except ImportBatch.DoesNotExist as gone:
        raise NoDraft(
            "この取込は、ほかの人が破棄しました。取込の一覧で確かめてください。"
        ) from gone
    being_read = reading and batch.state == ImportBatch.State.READING
    if not (batch.is_open or being_read):
        raise NoDraft(
            f"この取込は、いま「{batch.get_state_display()}」のため、変更も破棄もできません。"
            "取込の画面で内容を確かめてください。"
        )


def refuse_unless_over(batch: ImportBatch) -> None:
    """NoDraft where the import may still be carried out, or has been and stands."""
    batch.refresh_from_db(fields=["state"], from_queryset=ImportBatch.objects.select_for_update())
    if batch.state not in OVER:
        raise NoDraft(
            f"この取込は、いま「{batch.get_state_display()}」のため、もう一度始められません。"
            "取り消してから、もう一度始めてください。"
        )
