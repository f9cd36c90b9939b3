"""``import_questionnaire SHEET --municipality CODE --key KEY``: a survey from its questionnaire."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from organizations.models import Municipality, User
from surveys.actions.questionnaires import take_questionnaire
from surveys.importing.planning.drafts import known_questions, read_questionnaire_file
from surveys.importing.shapes import Field, Refused
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
            read = read_questionnaire_file(_content(options["sheet"]))
            take_questionnaire(survey, read.questions, by=self._user(options["user"]))
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
        code, key = options["municipality"], options["key"]
        municipality = Municipality.objects.filter(code=code).first()
        if municipality is None:
            raise CommandError(f"団体コード「{code}」の自治体がありません。6桁で指定してください。")
        there: Survey | None = Survey.objects.filter(municipality=municipality, key=key).first()
        title = (options["title"] or options["sheet"].stem)[:200]
        return there or Survey(municipality=municipality, key=key, title=title)

    def _user(self, username: str | None) -> User | None:
        if username is None:
            return None
        user: User | None = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"利用者「{username}」がいません。利用者名を確かめてください。")
        return user


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"ファイル「{path}」を開けません（{error.strerror}）。") from error


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
