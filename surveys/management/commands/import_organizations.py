"""``import_organizations FILE --municipality CODE``: a list of organizations into the registry."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from organizations.models import Municipality, User
from surveys import actions
from surveys.importing.lists.described import describe_list
from surveys.importing.lists.plan import ListPlan, make_list_plan
from surveys.importing.shapes import Refused
from surveys.management.arguments import content_of, municipality_of, user_of
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
        parser.add_argument("--user", help="取り込む人の利用者名（記録に残ります）")
        parser.add_argument("--dry-run", action="store_true", help="確認だけして書き込まない")
        parser.add_argument("--json", action="store_true", help="結果をJSONで出力する")

    def handle(self, **options: Any) -> None:
        municipality = municipality_of(options["municipality"])
        try:
            plan = self._run(options, municipality)
        except Refused as refusal:
            if not options["json"]:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write(json.dumps({"refused": True, "message": str(refusal)}))
            return
        if options["json"]:
            self.stdout.write(json.dumps(_result(plan), ensure_ascii=False))
        else:
            self._tell(plan)

    def _run(self, options: dict[str, Any], municipality: Municipality) -> ListPlan:
        path: Path = options["file"]
        by = user_of(options["user"])
        batch = actions.start_list_import(
            data=content_of(path),
            name=path.name,
            municipality=municipality,
            by=by,
            sheet=options["sheet"],
        )
        if options["fill_blanks"]:
            actions.use_settings(batch, settings={"fill_blanks": True}, by=by)
        return self._carried_out(batch, options["dry_run"], by)

    def _carried_out(self, batch: ImportBatch, dry_run: bool, by: User | None) -> ListPlan:
        """A draft nobody will look at again leaves nothing behind."""
        try:
            plan = make_list_plan(batch)
        except Refused:
            actions.discard(batch, by=by)
            raise
        if dry_run or plan.refusal():
            actions.discard(batch, by=by)
        else:
            actions.import_now(plan, by=by)
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
    return describe_list(plan) | {
        "counts": plan.counts(),
        "columns": {column.header.text: column.field for column in plan.file.columns},
        "left_out_columns": plan.unknown,
        "remarks": plan.file.remarks,
        "problems": [[p.row, p.column, p.value, p.message] for p in plan.problems],
        "notes": [[n.row, n.column, n.value, n.message] for n in plan.notes],
    }
