"""``import_organizations FILE --municipality CODE``: a list of organizations into the registry."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from organizations.models import Municipality
from surveys import actions
from surveys.importing.lists.plan import ListPlan, make_list_plan
from surveys.importing.shapes import Refused
from surveys.models import ImportBatch

WORDS = {"new": "新規", "changed": "更新", "unchanged": "変更なし", "error": "取込めない行"}


class Command(BaseCommand):
    help = "団体の一覧のファイルを台帳に取り込みます。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="団体一覧のファイル（xlsx・xls・csv・txt）")
        parser.add_argument("--municipality", required=True, help="団体コード（6桁）")
        parser.add_argument(
            "--sheet", default="", help="シートの名前（なければ、一番大きい表のシート）"
        )
        parser.add_argument(
            "--fill-blanks", action="store_true", help="登録済みの団体は、空欄の項目だけを埋める"
        )
        parser.add_argument("--dry-run", action="store_true", help="確認だけして書き込まない")
        parser.add_argument("--json", action="store_true", help="結果をJSONで出力する")

    def handle(self, **options: Any) -> None:
        municipality = Municipality.objects.filter(code=options["municipality"]).first()
        if municipality is None:
            raise CommandError("自治体が見つかりません。団体コード（6桁）を確かめてください。")
        try:
            plan = self._run(options, municipality)
        except OSError as error:
            raise CommandError(f"ファイルを開けません（{error.strerror}）。") from error
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(_result(plan), ensure_ascii=False))
        else:
            self._tell(plan)

    def _run(self, options: dict[str, Any], municipality: Municipality) -> ListPlan:
        path: Path = options["file"]
        batch = actions.start_list_import(
            data=path.read_bytes(),
            name=path.name,
            municipality=municipality,
            by=None,
            sheet=options["sheet"],
        )
        if options["fill_blanks"]:
            actions.use_settings(batch, settings={"fill_blanks": True}, by=None)
        return self._carried_out(batch, options["dry_run"])

    def _carried_out(self, batch: ImportBatch, dry_run: bool) -> ListPlan:
        """A draft nobody will look at again leaves nothing behind."""
        try:
            plan = make_list_plan(batch)
        except Refused:
            actions.discard(batch, by=None)
            raise
        if dry_run or plan.refusal():
            actions.discard(batch, by=None)
        else:
            actions.import_now(plan, by=None)
        return plan

    def _tell(self, plan: ListPlan) -> None:
        counts = plan.counts()
        for key, word in WORDS.items():
            self.stdout.write(f"{word}：{counts[key]}")
        if plan.unknown:
            self.stdout.write(f"取り込まない列：{'、'.join(plan.unknown)}")
        for remark in plan.file.remarks:
            self.stdout.write(remark)
        for problem in plan.problems:
            self.stdout.write(f"{problem.row}行目：{problem.message}")
        for told in plan.told():
            self.stdout.write(f"{told.column}：{told.message}（{len(told.rows)}行）")


def _result(plan: ListPlan) -> dict[str, Any]:
    return {
        "counts": plan.counts(),
        "columns": {column.header.text: column.field for column in plan.file.columns},
        "problems": [[p.row, p.column, p.value, p.message] for p in plan.problems],
        "notes": [[n.row, n.column, n.value, n.message] for n in plan.notes],
    }
