"""What the change log says of an import in one line, and of its taking back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from platform_registry.actions_log import note_deed
from surveys.models import ImportBatch

Counts = Mapping[str, int]
IMPORTED = (
    ("new", "新規の行", "行"),
    ("changed", "変更した行", "行"),
    ("unchanged", "変更のなかった行", "行"),
    ("figures", "登録した集計の値", "個"),
    ("new_organizations", "新しく登録した団体", "団体"),
    ("elsewhere", "ほかの自治体の団体の行", "行"),
    ("excluded", "取り込まなかった行", "行"),
    ("left_elsewhere", "うち、ほかの自治体の団体の行", "行"),
    ("error", "取り込めなかった行", "行"),
)
UNDONE = (
    ("undone_reversed", "元に戻した行", "行"),
    ("undone_kept", "あとで変更されたので残した行", "行"),
    ("undone_failed", "元に戻せなかった行", "行"),
    ("figures_removed", "削除した集計の値", "個"),
    ("figures_kept", "残した集計の値", "個"),
    ("organizations_removed", "削除した団体", "団体"),
    ("organizations_kept", "残した団体", "団体"),
)


def note_import(batch: ImportBatch) -> None:
    counts = batch.counts
    parts = ((counts.get("new"), "新規"), (counts.get("changed"), "変更"))
    numbers = "・".join(f"{word}{number:,}行" for number, word in parts if number)
    if figures := counts.get("figures"):
        numbers = f"{figures:,}個"
    note_deed(
        batch,
        "import",
        name=batch.file.name,
        of=_of(batch),
        numbers=numbers or "登録の変更なし",
        inside=_lines(IMPORTED, counts),
    )


def note_undo(batch: ImportBatch, told: str) -> None:
    """``told`` names the organizations that went, which nothing else does by now."""
    counts = batch.counts
    note_deed(
        batch,
        "undo",
        changes={"counts": ["", told]},
        name=batch.file.name,
        of=_of(batch),
        numbers=f"{counts.get('figures_removed', counts['undone_reversed']):,}"
        f"{'個' if 'figures' in counts else '行'}を元に戻しました",
        inside=_lines(UNDONE, counts),
    )


def _of(batch: ImportBatch) -> str:
    if "figures" in batch.counts:
        return "集計の値"
    return batch.get_kind_display() if batch.is_list else "回答"


def _lines(words: Sequence[tuple[str, str, str]], counts: Counts) -> list[list[str]]:
    return [[label, f"{counts[name]:,}{unit}"] for name, label, unit in words if counts.get(name)]
