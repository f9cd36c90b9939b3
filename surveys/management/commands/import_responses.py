"""``import_responses FILE --survey KEY``: the import of the pages, from the command line."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from organizations.models import Municipality
from surveys import actions
from surveys.importing.inspection import by_number, by_text, describe
from surveys.importing.planning.answers import make_plan
from surveys.importing.planning.decisions import decided_fields, table_settings
from surveys.importing.planning.questions import missing_questions
from surveys.importing.shapes import Refused
from surveys.management.arguments import content_of, municipality_of, user_of
from surveys.models import ImportBatch, MappingProfile, Survey

RESULTS = (
    "画面の「回答の取込」で資料の集計の値として登録してください。"
    "回答の表のときは --as-answers を付けてください。"
)


class Command(BaseCommand):
    help = "回答のファイルを調査に取り込みます。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="回答のファイル（xlsx・xls・csv・txt）")
        parser.add_argument("--survey", required=True, help="調査キー")
        parser.add_argument("--create-survey", action="store_true", help="調査がなければつくる")
        parser.add_argument("--title", help="つくる調査の名前（省略時はファイル名）")
        parser.add_argument("--municipality", help="自治体の団体コード（調査キーが重なるとき）")
        parser.add_argument("--sheet", help="シート名")
        parser.add_argument("--table", help="並んだ表のうち、読み取る表の左上のセル（例：D1）")
        parser.add_argument("--codebook", type=Path, help="コード表のファイル")
        parser.add_argument("--profile", help="使う取込の設定の名称")
        parser.add_argument(
            "--decisions", type=Path, help="列と値について決めたことのファイル（JSON）"
        )
        parser.add_argument("--user", help="取り込む人の利用者名（記録に残ります）")
        parser.add_argument(
            "--as-answers", action="store_true", help="集計表のように見えても回答として取り込む"
        )
        parser.add_argument("--dry-run", action="store_true", help="確認だけして書き込まない")
        parser.add_argument("--json", action="store_true", help="結果をJSONで出力する")

    def handle(self, **options: Any) -> None:
        try:
            result = self._run(options)
        except Refused as refusal:
            result = {"refused": True, "message": str(refusal)}
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        elif "refused" in result:
            raise CommandError(result["message"])
        else:
            self._print(result["import"], result["results"])

    def _run(self, options: dict[str, Any]) -> dict[str, Any]:
        survey, municipality = self._survey(options)
        codebook: Path | None = options["codebook"]
        batch = actions.start_import(
            data=content_of(options["file"]),
            name=options["file"].name,
            municipality=municipality,
            by=user_of(options["user"]),
            survey=survey,
            new_survey=None if survey else self._new_survey(options),
            codebook=(codebook.name, content_of(codebook)) if codebook else None,
            sheet=options["sheet"],
        )
        try:
            return self._carry_out(batch, options)
        finally:
            if options["dry_run"]:
                actions.discard(batch, by=None)

    def _carry_out(self, batch: ImportBatch, options: dict[str, Any]) -> dict[str, Any]:
        self._settings(batch, options)
        if options["decisions"]:
            self._decide(batch, options)
        plan = make_plan(batch)
        reading = plan.reading
        rows = [row.row for row in plan.rows]
        named = by_number if any(field.number for field in plan.fields) else by_text
        result = describe(
            reading.source, reading.sheet, reading.layout, plan.fields, rows, name=named
        )
        if result["results"] and not (options["dry_run"] or options["as_answers"]):
            actions.discard(batch, by=user_of(options["user"]))
            raise Refused(result["results"]["message"] + RESULTS)
        result["missing_questions"] = [
            {"number": question.number or None, "text": question.text}
            for question in missing_questions(batch.survey, plan.fields)
        ]
        if not options["dry_run"]:
            actions.import_now(plan, by=user_of(options["user"]))
        result["import"] = {"batch": None if options["dry_run"] else batch.pk, **plan.counts()}
        return result

    def _settings(self, batch: ImportBatch, options: dict[str, Any]) -> None:
        chosen: dict[str, Any] = {}
        if options["profile"]:
            profiles = MappingProfile.objects.filter(
                municipality=batch.municipality, kind=batch.kind
            )
            profile = profiles.filter(name=options["profile"]).first()
            if profile is None:
                raise CommandError(
                    f"取込の設定「{options['profile']}」がありません。名称を確かめてください。"
                )
            chosen |= profile.settings | {"profile": profile.pk}
        chosen |= {name: options[name] for name in ("sheet", "table") if options[name]}
        actions.use_settings(batch, settings=chosen, by=user_of(options["user"]))

    def _decide(self, batch: ImportBatch, options: dict[str, Any]) -> None:
        """What a person would say in the mapping step, from a file."""
        try:
            said = json.loads(content_of(options["decisions"]))
            by = user_of(options["user"])
            actions.use_settings(batch, settings=batch.settings | table_settings(said), by=by)
            actions.set_fields(batch, fields=decided_fields(batch, said), by=by)
        except (ValueError, TypeError, AttributeError) as error:
            raise CommandError(
                f"決めたことのファイルを読み取れません（{error}）。書き方を確かめてください。"
            ) from error

    def _survey(self, options: dict[str, Any]) -> tuple[Survey | None, Municipality]:
        surveys = Survey.objects.filter(key=options["survey"]).select_related("municipality")
        if options["municipality"]:
            surveys = surveys.filter(municipality__code=options["municipality"])
        found = list(surveys[:2])
        if len(found) == 2:
            raise CommandError(
                "同じ調査キーの調査が複数あります。--municipality で自治体を指定してください。"
            )
        if found:
            return found[0], found[0].municipality
        if not options["create_survey"]:
            raise CommandError(
                f"調査キー「{options['survey']}」の調査がありません。"
                "キーを確かめるか、--create-survey を付けてください。"
            )
        if not options["municipality"]:
            raise CommandError(
                "調査をつくる自治体を --municipality 団体コード（6桁）で指定してください。"
            )
        return None, municipality_of(options["municipality"])

    def _new_survey(self, options: dict[str, Any]) -> dict[str, Any]:
        title = options["title"] or options["file"].stem
        return {"title": title[:200], "key": options["survey"]}

    def _print(self, counts: dict[str, Any], results: dict[str, Any] | None) -> None:
        if results is not None:
            self.stdout.write(f"注意：{results['message']}")
        words = {
            "total": "行数", "new": "新規", "changed": "変更", "unchanged": "変更なし",
            "excluded": "取り込まない", "error": "取込めない", "undecided": "団体が未定",
        }  # fmt: skip
        for key, word in words.items():
            self.stdout.write(f"{word}：{counts[key]}行")
