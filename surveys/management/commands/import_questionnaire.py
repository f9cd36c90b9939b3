"""``import_questionnaire SHEET --municipality CODE --key KEY``: a survey from its questionnaire."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from surveys.actions.questionnaires import take_questionnaire
from surveys.importing.planning.drafts import known_questions, read_questionnaire_file
from surveys.importing.shapes import Field, Refused
from surveys.management.arguments import content_of, municipality_of, user_of
from surveys.models import Survey


class Command(BaseCommand):
    help = "調査票（設問と選択肢の表、XLSForm、REDCapのデータ辞書）から、調査をつくります。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sheet", type=Path, help="調査票（xlsx・xls・csv）")
        parser.add_argument("--municipality", required=True, help="自治体の団体コード（6桁）")
        parser.add_argument("--key", required=True, help="調査キー")
        parser.add_argument("--title", help="調査名（省略時はファイル名）")
        parser.add_argument("--user", help="登録する人の利用者名（記録に残ります）")
        parser.add_argument("--json", action="store_true", help="結果をJSONで出力する")

    def handle(self, **options: Any) -> None:
        survey = self._survey(options)
        try:
            read = read_questionnaire_file(content_of(options["sheet"]))
            take_questionnaire(survey, read.questions, by=user_of(options["user"]))
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        for sentence in read.told:
            self.stderr.write(sentence)
        questions = known_questions(survey)
        if options["json"]:
            printed = {"survey": survey.key, "questions": [_plain(q) for q in questions]}
            self.stdout.write(json.dumps(printed, ensure_ascii=False))
        else:
            self.stdout.write(f"「{survey}」に設問を{len(questions)}件登録しました。")

    def _survey(self, options: dict[str, Any]) -> Survey:
        municipality, key = municipality_of(options["municipality"]), options["key"]
        there: Survey | None = Survey.objects.filter(municipality=municipality, key=key).first()
        title = (options["title"] or options["sheet"].stem)[:200]
        return there or Survey(municipality=municipality, key=key, title=title)


def _plain(question: Field) -> dict[str, Any]:
    options = [
        {"code": c.code, "label": c.label, "other": c.is_other, "exclusive": c.exclusive}
        for c in question.choices
    ]
    return {
        "number": question.number, "text": question.text, "group": question.group or "",
        "kind": question.kind, "options": options, "condition": question.condition,
        "min": question.minimum or None, "max": question.maximum or None,
        "precision": question.precision, "unit": question.unit or "",
    }  # fmt: skip
