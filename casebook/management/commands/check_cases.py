from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casebook import facts


class Command(BaseCommand):
    help = "資料の事実の一覧（JSON Lines）が、台帳のどの項目にあるかを確かめます。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--facts", required=True, type=Path, metavar="FILE")
        parser.add_argument("--municipality", help="この自治体の事実だけを確かめます。")
        parser.add_argument(
            "--verbose", action="store_true", help="1件ずつ、どの項目にあるかを出します。"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            wanted = list(facts.read(options["facts"]))
        except (OSError, ValueError) as error:
            raise CommandError(f"ファイルを読めません。{error}") from error
        if options["municipality"]:
            wanted = [f for f in wanted if f.municipality == options["municipality"]]
        verdicts = facts.check(wanted)
        for verdict in verdicts:
            if options["verbose"] or not verdict.how:
                self._line(verdict)
        self._table(verdicts)

    def _line(self, verdict: facts.Verdict) -> None:
        fact = verdict.fact
        how = {"value": "値", "source": "出典", "": "なし"}[verdict.how]
        self.stdout.write(
            f"{how}\t{fact.id}\t{fact.entity}\t{fact.attribute}\t{str(fact.value)[:40]}"
            f"\t{fact.file}:{fact.line}\t{verdict.where}"
        )

    def _table(self, verdicts: list[facts.Verdict]) -> None:
        counted = Counter((v.fact.municipality, v.fact.entity, v.how) for v in verdicts)
        self.stdout.write("自治体\t実体\t件数\t値\t出典\tなし")
        for place, entity in sorted({key[:2] for key in counted}):
            by = [counted[place, entity, how] for how in ("value", "source", "")]
            self.stdout.write(f"{place}\t{entity}\t{sum(by)}\t" + "\t".join(map(str, by)))
        found = sum(1 for verdict in verdicts if verdict.how)
        share = 100 * found / len(verdicts) if verdicts else 0
        self.stdout.write(f"合計 {len(verdicts)}件のうち {found}件（{share:.1f}％）")
