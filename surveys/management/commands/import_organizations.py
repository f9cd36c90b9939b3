"""``import_organizations FILE --municipality CODE``: a list of organizations into the registry."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from organizations.models import Municipality
from surveys import actions
from surveys.importing.planning.lists import make_list_plan
from surveys.importing.shapes import Refused

WORDS = {"new": "新規", "changed": "更新", "unchanged": "変更なし", "error": "取込めない行"}


class Command(BaseCommand):
    help = "団体の一覧のファイルを台帳に取り込みます。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="団体一覧のファイル（xlsx・xls・csv・txt）")
        parser.add_argument("--municipality", required=True, help="団体コード（6桁）")
        parser.add_argument("--dry-run", action="store_true", help="確認だけして書き込まない")
        parser.add_argument("--json", action="store_true", help="結果をJSONで出力する")

    def handle(self, **options: Any) -> None:
        municipality = Municipality.objects.filter(code=options["municipality"]).first()
        if municipality is None:
            raise CommandError("自治体が見つかりません。団体コード（6桁）を確かめてください。")
        try:
            result = self._run(options, municipality)
        except OSError as error:
            raise CommandError(f"ファイルを開けません（{error.strerror}）。") from error
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            for key, word in WORDS.items():
                self.stdout.write(f"{word}：{result['counts'][key]}")

    def _run(self, options: dict[str, Any], municipality: Municipality) -> dict[str, Any]:
        path: Path = options["file"]
        batch = actions.start_list_import(
            data=path.read_bytes(), name=path.name, municipality=municipality, by=None
        )
        plan = make_list_plan(batch)
        counts = plan.counts()
        if options["dry_run"] or plan.refusal():
            actions.discard(batch, by=None)
        else:
            actions.import_now(plan, by=None)
        problems = [[p.row, p.column, p.value, p.message] for p in plan.problems]
        return {"counts": counts, "problems": problems}
