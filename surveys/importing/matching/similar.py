"""The registered names most like the written ones: every pair is compared, in compiled code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from surveys.importing.matching.evidence import COMPARED

_ALIKE_FROM = 55  # ratio from which a name is compared in detail
_WINDOW = 16  # and how much less than the best it may be
_PLACE_BONUS = 6
_MATRIX_BYTES = 32 * 2**20


def most_similar(
    written: Sequence[tuple[str, str]], keys: Sequence[str], places: Mapping[str, Sequence[int]]
) -> Iterator[list[int]]:
    """Per written key and municipality the places in ``keys`` of those most like it, best first.

    ``places`` says which keys belong to a municipality. In blocks of bounded memory.
    """
    from rapidfuzz import fuzz, process  # only imports need it

    here = {code: np.array(entries) for code, entries in places.items()}
    rows = max(1, _MATRIX_BYTES // len(keys))
    for start in range(0, len(written), rows):
        block = written[start : start + rows]
        matrix = process.cdist(
            [key for key, _ in block],
            keys,
            scorer=fuzz.ratio,
            score_cutoff=_ALIKE_FROM,
            dtype=np.uint8,
            workers=-1,
        )
        for (_, municipality), ratios in zip(block, matrix, strict=True):
            yield _best(ratios, here.get(municipality) if municipality else None)


def _best(ratios: NDArray[np.uint8], here: NDArray[np.intp] | None) -> list[int]:
    """Being in the same municipality counts a little."""
    if here is not None:
        ratios[here] += np.where(ratios[here] > 0, _PLACE_BONUS, 0).astype(np.uint8)
    entries = np.flatnonzero(ratios >= max(_ALIKE_FROM, int(ratios.max()) - _WINDOW))
    order = np.argsort(-ratios[entries].astype(np.int16), kind="stable")[:COMPARED]
    return [int(entry) for entry in entries[order]]
