"""Marks that say whether an option was chosen, in files with a column per option."""

from __future__ import annotations

from surveys.importing.cells.labels import label_key

YES = frozenset(
    map(
        label_key,
        "1 1.0 ○ ◯ 〇 ● ◎ ✓ ✔ ☑ ✅ ■ レ x v y t true yes はい 選択 選択あり "  # noqa: SIM905
        "チェック あり 有 該当 該当する".split(),
    )
)
NO = frozenset(
    map(
        label_key,
        "0 0.0 × ✕ □ ☐ - n f false no いいえ 非選択 未選択 選択なし なし 無 "  # noqa: SIM905
        "該当しない".split(),
    )
)
