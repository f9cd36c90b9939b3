"""``compare_register FILE --municipality CODE``: a public register against the organizations."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from hashlib import file_digest
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from organizations.models import Municipality
from surveys import actions
from surveys.importing.registers.comparing import Comparison, compare
from surveys.importing.registers.differences import Difference
from surveys.importing.registers.streaming import RegisterFile
from surveys.importing.shapes import Refused
from surveys.management.arguments import municipality_of, unopened
from surveys.models import RegisterDifference

WORDS = {
    "rows": "名簿の行",
    "organizations": "台帳の団体",
    "matched": "名簿にあった団体",
    "undecided": "同じ名称が複数あり決められない団体",
}


class Command(BaseCommand):
    help = "公の名簿（法人番号公表サイト、NPO法人ポータルサイト、gBizINFO）を、登録済みの団体と照らします。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="名簿のファイル（csv、またはそのzip）")
        parser.add_argument("--municipality", required=True, help="団体コード（6桁）")
        parser.add_argument("--dry-run", action="store_true", help="違いを示すだけで残さない")
        parser.add_argument("--json", action="store_true", help="結果をJSONで出力する")

    def handle(self, **options: Any) -> None:
        municipality = municipality_of(options["municipality"])
        try:
            comparison = self._compared(options["file"], municipality, options["dry_run"])
        except OSError as error:
            raise unopened(options["file"], error) from error
        except Refused as refusal:
            if not options["json"]:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write(json.dumps({"refused": True, "message": str(refusal)}))
            return
        if options["json"]:
            self.stdout.write(json.dumps(_result(comparison), ensure_ascii=False))
        else:
            self._tell(comparison)

    def _compared(self, path: Path, municipality: Municipality, dry_run: bool) -> Comparison:
        with path.open("rb") as file:
            comparison = compare(RegisterFile(file), municipality)
            if not dry_run:
                file.seek(0)
                actions.compare_now(
                    comparison,
                    name=path.name,
                    size=path.stat().st_size,
                    digest=file_digest(file, "sha256").hexdigest(),
                    municipality=municipality,
                    by=None,
                )
        return comparison

    def _tell(self, comparison: Comparison) -> None:
        self.stdout.write(f"名簿：{comparison.register.title}")
        for name, number in comparison.counts().items():
            self.stdout.write(f"{WORDS[name]}：{number:,}")
        if comparison.unread:
            self.stdout.write(f"照らすのに使わなかった列：{'、'.join(comparison.unread)}")
        kinds = Counter(found.kind for found in comparison.differences)
        for kind in RegisterDifference.Kind:
            self.stdout.write(f"{kind.label}：{kinds[kind]:,}")


def _result(comparison: Comparison) -> dict[str, Any]:
    differences = [_described(found) for found in comparison.differences]
    return {
        "register": comparison.register.key,
        "counts": comparison.counts(),
        "unread": comparison.unread,
        "differences": differences,
    }


def _described(found: Difference) -> dict[str, Any]:
    return {
        "organization": found.matched.organization.name,
        "kind": found.kind,
        "how": found.matched.how,
        "number": found.matched.entry.number,
        "before": found.before,
        "after": found.after,
        "detail": found.detail,
    }
