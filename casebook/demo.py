"""The founding cases are part of the demo world."""

from casebook import cases


def load() -> list[str]:
    return [f"事例 {name}: {made}件" for name, made in cases.load_all() if made]
