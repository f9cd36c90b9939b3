"""The garbage collector kept quiet where an import makes objects by the hundred thousand."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """Pause the garbage collector while many objects are made and written.

    Model objects hold no cycles, yet each few thousand of them set off a search for some through
    all the others.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
