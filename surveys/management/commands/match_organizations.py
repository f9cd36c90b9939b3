import csv
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from platform_registry.japanese import whole_number
from surveys.importing.matching.candidates import Candidate, Index, Match, Query

Row = dict[str, str]
OUTCOMES = {
    "linked": "自動で対応",
    "suggested": "候補あり",
    "several": "複数が該当",
    "new": "新しい団体",
}


class Command(BaseCommand):
    help = "名簿のCSVと回答のCSVを突き合わせ、どの団体かを示します。データベースは使いません。"
    requires_system_checks: list[str] = []  # compares two files and touches nothing of the site

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "registry", type=Path, help="名簿：id,name[,legal_form,municipality_code,phone…]"
        )
        parser.add_argument("incoming", type=Path, help="回答：row,name[,municipality_code,phone…]")
        parser.add_argument("--json", action="store_true", help="JSONで出力します")

    def handle(self, *args: Any, **options: Any) -> None:
        candidates = [
            _candidate(line, row) for line, row in _rows(options["registry"], "id", "name")
        ]
        if len({c.id for c in candidates}) < len(candidates):
            raise CommandError("名簿に同じidの行があります。idが重ならないように直してください。")
        incoming = _rows(options["incoming"], "name")
        matches = Index(candidates).match([_query(row) for _, row in incoming])
        numbers = [_integer(row.get("row", ""), line - 1, "row", line) for line, row in incoming]
        if options["json"]:
            rows = [_as_json(n, match) for n, match in zip(numbers, matches, strict=True)]
            self.stdout.write(json.dumps({"rows": rows}, ensure_ascii=False))
            return
        names = {c.id: c.name for c in candidates}
        for number, (_, row), match in zip(numbers, incoming, matches, strict=True):
            self.stdout.write(f"{number}\t{row['name']}\t{OUTCOMES[match.outcome]}")
            for s in match.suggestions:
                self.stdout.write(f"\t{s.score}\t{s.id} {names[s.id]}\t{'・'.join(s.reasons)}")


def _as_json(number: int, match: Match) -> dict[str, Any]:
    return {
        "row": number,
        "auto": match.auto,
        "suggestions": [s.id for s in match.suggestions],
        "outcome": match.outcome,
    }


def _candidate(line: int, row: Row) -> Candidate:
    return Candidate(
        id=_integer(row["id"], None, "id", line),
        name=row["name"],
        legal_form=row.get("legal_form", ""),
        aliases=tuple(alias for alias in row.get("aliases", "").split("|") if alias),
        **_facts(row),
    )


def _query(row: Row) -> Query:
    return Query(name=row["name"], **_facts(row))


def _facts(row: Row) -> dict[str, str]:
    columns = ("municipality_code", "phone", "corporate_number", "kana")
    return {column: row.get(column, "") for column in columns}


def _integer(text: str, default: int | None, column: str, line: int) -> int:
    if text == "" and default is not None:
        return default
    number = whole_number(text)
    if number is None:
        raise CommandError(f"{line}行目の{column}「{text[:20]}」を整数に直してください。")
    return number


def _rows(path: Path, *needed: str) -> list[tuple[int, Row]]:
    """Line number (from 1, as Excel shows) and cells by heading, blank lines left out."""
    reader = csv.reader(_text(path).splitlines(keepends=True))
    try:
        lines = [(number, cells) for number, cells in enumerate(reader, 1) if any(cells)]
    except csv.Error as error:
        raise CommandError(f"{path.name}をCSVとして読めません（{error}）。") from error
    if not lines:
        raise CommandError(f"{path.name}に行がありません。見出しのあるCSVを指定してください。")
    heading = [cell.strip() for cell in lines[0][1]]
    missing = [column for column in needed if column not in heading]
    if missing:
        raise CommandError(
            f"{path.name}に列「{'」「'.join(missing)}」がありません。見出しを確かめてください。"
        )
    rows = []
    for number, cells in lines[1:]:
        row = dict.fromkeys(needed, "") | dict(zip(heading, map(str.strip, cells), strict=False))
        rows.append((number, row))
    return rows


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}を開けません。ファイルの場所を確かめてください。") from error
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CommandError(f"{path.name}の文字コードを読めません。UTF-8で保存し直してください。")
