"""Print how a survey file would be read, without storing anything."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveys.importing.inspection import inspect
from surveys.management.arguments import content_of

KINDS = {
    "single": "単一回答",
    "multi": "複数回答",
    "number": "数値",
    "date": "日付",
    "time": "時刻",
    "text": "文字",
    "id": "番号",
}


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # reads a file; neither pages nor database take part
    help = "アンケートのファイルを、取り込まずに読み取って結果を表示します。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV・TSV・xlsx・xlsのファイル")
        parser.add_argument("--sheet", help="読み取るシートの名前")
        parser.add_argument("--table", help="並んだ表のうち、読み取る表の左上のセル（例：D1）")
        parser.add_argument("--codebook", type=Path, help="コード表のファイル")
        parser.add_argument("--encoding", help="文字コード（例：cp932）")
        parser.add_argument("--json", action="store_true", help="JSONで出力します")

    def handle(self, **options: Any) -> None:
        codebook = content_of(options["codebook"]) if options["codebook"] else None
        found = inspect(
            content_of(options["file"]),
            sheet=options["sheet"],
            table=options["table"],
            codebook=codebook,
            encoding=options["encoding"],
        )
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        elif found.get("refused"):
            raise CommandError(found["message"])
        else:
            self.stdout.write("\n".join(_summary(found)))


def _summary(found: dict[str, Any]) -> list[str]:
    rows = found["rows"]
    lines = [
        f"形式　　：{found['container']}（{found['encoding'] or '文字コードの指定なし'}）",
        f"シート　：{found['sheet'] or 'なし'}",
        f"見出し　：{_heading(found['header_rows'])}",
        f"回答　　：{len(rows)}行（{found['first_data_row']}行目から）",
        f"除いた行：{'・'.join(map(str, found['excluded_rows'])) or 'なし'}",
        "",
    ]
    if found["tables"]:
        ways = "、".join(f"{key}＝{words}" for key, words in found["tables"].items())
        lines.insert(-1, f"読み方　：{ways}（--tableで選べます）")
    lines += [_question(question) for question in found["questions"]]
    lines += _results(found["results"])
    lines += [f"注意（{f['rule']} {f['name']}）：{f['message']}" for f in found["faults"]]
    problems = [f"{row['row']}行目：{p['message']}" for row in rows for p in row["problems"]]
    lines += ["", f"気になる点：{len(problems)}件", *problems[:50]]
    return lines


def _heading(rows: list[int]) -> str:
    return f"{'・'.join(map(str, rows))}行目" if rows else "なし"


def _results(results: dict[str, Any] | None) -> list[str]:
    if results is None:
        return []
    shown = [
        f"　{f['question']}｜{f['option']}｜{f['as_printed'] or f['value']}（母数 {f['base'] or '記載なし'}）"
        for f in results["figures"]
    ]
    return ["", results["message"], *shown, *results["doubts"], ""]


def _question(question: dict[str, Any]) -> str:
    what = KINDS[question["kind"]] if question["role"] == "question" else question["role"]
    columns = f"{question['columns'][0]}列目"
    if len(question["columns"]) > 1:
        columns = f"{question['columns'][0]}～{question['columns'][-1]}列目"
    options = f"：{'、'.join(question['options'])}" if question["options"] else ""
    return f"[{columns}] {question['text']}（{what}）{options}"
