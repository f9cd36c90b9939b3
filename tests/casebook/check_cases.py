"""Which facts of the documents the registry holds: ``python -m tests.casebook.check_cases FACTS``."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from pathlib import Path
from typing import Any

import django


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("facts", type=Path, help="one fact per line, as JSON")
    parser.add_argument("--municipality", help="the facts of this one alone")
    parser.add_argument("--verbose", action="store_true", help="where each fact is found")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_registry.settings")
    django.setup()
    print(report(options.facts, municipality=options.municipality, verbose=options.verbose))


def report(path: Path, *, municipality: str | None = None, verbose: bool = False) -> str:
    """Every fact that is nowhere (or, verbose, every fact), then the counts of each place."""
    from tests.casebook import facts

    wanted = [f for f in facts.read(path) if municipality in (None, f.municipality)]
    verdicts = facts.check(wanted)
    lines = [_line(verdict) for verdict in verdicts if verbose or not verdict.how]
    counted = Counter((v.fact.municipality, v.fact.entity, v.how) for v in verdicts)
    lines.append("自治体\t実体\t件数\t値\t出典\tなし")
    for place, entity in sorted({key[:2] for key in counted}):
        by = [counted[place, entity, how] for how in ("value", "source", "")]
        lines.append(f"{place}\t{entity}\t{sum(by)}\t" + "\t".join(map(str, by)))
    found = sum(1 for verdict in verdicts if verdict.how)
    share = 100 * found / len(verdicts) if verdicts else 0
    return "\n".join([*lines, f"合計 {len(verdicts)}件のうち {found}件（{share:.1f}％）"])


def _line(verdict: Any) -> str:
    fact, how = verdict.fact, {"value": "値", "source": "出典", "": "なし"}[verdict.how]
    value = str(fact.value)[:40]
    at = f"{fact.file}:{fact.line}"
    return "\t".join([how, fact.id, fact.entity, fact.attribute, value, at, verdict.where])


if __name__ == "__main__":
    main()
