"""Entries of the change log as sentences: who did what to which record, from what to what.

A sentence is a list of parts, so that the page and the file say the same words:

    佐藤（長寿応援課）が 会議・打合せ [第3回PF会合] の *開催日* を (2月6日) から (2月9日) に変えました。

Of a record nothing is told but what the log kept of it; a way to it is shown where it is still
there and this person may open it. Names of other records are told as far as the person knows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.utils import timezone

from organizations.log.known import Known, Names
from organizations.log.models import PASSWORD_SET, Act
from organizations.log.values import EMPTY, Fact, facts_of, own_numbers, wanted_names
from organizations.models import LogEntry, User

COLOURS = {
    Act.CREATE: "green",
    Act.UPDATE: "blue",
    Act.DELETE: "red",
    Act.READ: "",
    Act.EXPORT: "",
    Act.IMPORT: "green",
    Act.UNDO: "yellow",
    Act.RIGHTS: "orange",
    Act.SIGN_IN: "",
    Act.SIGN_OUT: "",
    Act.LOGIN: "orange",
}
FORMATS = {"csv": "CSV", "xlsx": "Excel"}
LISTED = "（一覧の出力）"  # how entries of before named a list that was taken along
SHORT = 60


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence: ``style`` is "", b, old or new; ``rest`` is what opens behind it."""

    text: str
    style: str = ""
    url: str = ""
    rest: str = ""

    @property
    def whole(self) -> str:
        return self.text.removesuffix("…") + self.rest if self.rest else self.text


Sentence = list[Part]


@dataclass(slots=True)
class Line:
    """One entry: its sentence, what stands below it, and what opens."""

    entry: LogEntry
    who: str
    kind: str
    name: str
    act: str
    colour: str
    sentence: Sentence
    below: list[Sentence] = field(default_factory=list)
    inside: list[list[str]] = field(default_factory=list)  # label, number: of many entries
    opened: str = "内訳"  # what opens: 登録した内容
    values: list[Sentence] = field(default_factory=list)
    parts: int = 0
    url: str = ""  # where what is inside is told row by row

    @property
    def opens(self) -> bool:
        return bool(self.values or self.inside or self.parts)

    @property
    def text(self) -> str:
        return plain(self.sentence)

    @property
    def more(self) -> str:
        return "\n".join(plain(sentence) for sentence in [*self.below, *self.values])


def plain(sentence: Sentence) -> str:
    return "".join(part.whole for part in sentence)


def in_words(
    entries: Iterable[LogEntry], user: Any, *, told: bool = True, known: Known | None = None
) -> list[Line]:
    """``told`` says whether values are: what a record holds may not be for who knows of it.

    ``known`` are the records of these entries, and of others, where they were asked for already.
    """
    entries = list(entries)
    wanted, own = (wanted_names(entries), own_numbers(entries)) if told else ((), ())
    names = Names(wanted, user, own)
    known = known or Known(entries, user)
    return [_line(entry, facts_of(entry, names) if told else [], known) for entry in entries]


def _line(entry: LogEntry, facts: list[Fact], known: Known) -> Line:
    model = entry.kind.model_class()
    line = Line(
        entry=entry,
        who=who_of(entry),
        kind=str(model._meta.verbose_name) if model else "",
        name=_name(entry),
        act=_label(entry),
        colour="lock" if entry.confided and entry.act == Act.READ else _colour(entry),
        sentence=[],
    )
    said = entry.additional_data or {}
    line.inside = said.get("inside", [])
    SENTENCES.get(entry.act, _say_change)(line, facts, known)
    return line


def _label(entry: LogEntry) -> str:
    return str(Act(entry.act).label)


def _colour(entry: LogEntry) -> str:
    return COLOURS[Act(entry.act)]


def _name(entry: LogEntry) -> str:
    said = entry.additional_data or {}
    name = said.get("name") or entry.object_repr.removesuffix(LISTED)
    if entry.kind.model == "importbatch" and not said.get("name"):
        return str(name.rpartition("（")[0] or name)  # its state was named, too
    return str(name)


def who_of(entry: LogEntry) -> str:
    """The person with the section he worked in there at the time; nothing of other places."""
    person: User | None = entry.actor
    if person is None:
        return "システム"
    day = timezone.localdate(entry.timestamp)
    for held in person.assignments.all():
        here = held.municipality_id == entry.municipality_id
        if here and held.department and held.covers(day):
            return f"{person}（{held.department.name}）"
    return str(person)


# ------------------------------------------------------------------ sentences


def _begin(line: Line, known: Known) -> Sentence:
    """Who, and which record: 佐藤が 連絡先 見本 花子（NPO見本）"""
    secret = "守秘の" if line.entry.confided else ""
    record = known.record(line.entry)
    subject = [Part(f"{line.who}が {secret}{line.kind} "), cut(line.name, url=record.url)]
    if not record.owner:
        return [*subject, Part(" ")]
    return [*subject, Part("（"), cut(record.owner, url=record.owner_url), Part("）")]


def cut(text: str, style: str = "", url: str = "") -> Part:
    """A long text is shortened; the rest opens."""
    if len(text) <= SHORT:
        return Part(text, style, url)
    return Part(text[:SHORT] + "…", style, url, rest=text[SHORT:])


def _say_change(line: Line, facts: list[Fact], known: Known) -> None:
    start = _begin(line, known)
    action = line.entry.action
    said = line.entry.additional_data or {}
    if said.get("what") == PASSWORD_SET:
        line.sentence = [*start, Part("の"), Part("パスワード", "b"), Part("を変えました。")]
    elif action == LogEntry.Action.CREATE:
        line.sentence = [*start, Part("を登録しました。")]
        line.opened, line.values = "登録した内容", [_stated(f, f.new) for f in facts if f.new]
    elif action == LogEntry.Action.DELETE:
        line.sentence = [*start, Part("を削除しました。")]
        line.opened, line.values = "削除した内容", [_stated(f, f.old) for f in facts if f.old]
    elif len(facts) == 1:
        line.sentence = [*start, Part("の"), *_changed(facts[0])]
    elif facts:
        number = Part(f"{len(facts)}項目", "b")
        line.sentence = [*start, Part("の"), number, Part("を変えました。")]
        line.below = [_from_to(fact) for fact in facts]
    elif said.get("what"):  # ロックの解除、だれからだれへの引き継ぎ
        line.sentence = [*start, Part("の"), cut(said["what"], "b"), Part("をしました。")]
    else:
        line.sentence = [*start, Part("を保存しました。")]


def _stated(fact: Fact, value: str) -> Sentence:
    return [Part(f"{fact.label}　"), cut(value)]


def _changed(fact: Fact) -> Sentence:
    label = Part(fact.label, "b")
    if fact.added or fact.removed:
        word = "を加えました。" if fact.added else "を外しました。"
        joined = Part("に " if fact.added else "から ")
        style = "new" if fact.added else "old"
        return [label, joined, cut("、".join(fact.added or fact.removed), style), Part(f" {word}")]
    if fact.only_touched:
        return [label, Part("を変えました。")]
    old, new = cut(fact.old or EMPTY, "old"), cut(fact.new or EMPTY, "new")
    return [label, Part("を "), old, Part(" から "), new, Part(" に変えました。")]


def _from_to(fact: Fact) -> Sentence:
    if fact.only_touched:
        return [Part(f"{fact.label}　（内容を変えました）")]
    old, new = cut(fact.old or EMPTY, "old"), cut(fact.new or EMPTY, "new")
    return [Part(f"{fact.label}　"), old, Part(" → "), new]


def _say_reading(line: Line, facts: list[Fact], known: Known) -> None:
    if line.entry.kind.model == "logentry":
        named = cut(f"守秘の記録（{line.name}など）")
        line.sentence = [Part(f"{line.who}が "), named, Part("を変更・閲覧記録で見ました。")]
        return
    line.sentence = [*_begin(line, known), Part("を見ました。")]


def _say_export(line: Line, facts: list[Fact], known: Known) -> None:
    said = line.entry.additional_data or {}
    what = said.get("what", "")
    if what.endswith("ダウンロード"):
        line.sentence = [*_begin(line, known), Part("をダウンロードしました。")]
    elif what:
        taken = Part(what.replace("の出力", ""), "b")
        line.sentence = [*_begin(line, known), Part("の"), taken, Part("を出力しました。")]
    else:
        _say_list(line, said)


def _say_list(line: Line, said: dict[str, Any]) -> None:
    number = Part(f"{said.get('rows', 0):,}件", "b")
    form = FORMATS.get(said.get("export", ""), "ファイル")
    line.sentence = [
        Part(f"{line.who}が "), cut(line.name), Part(" の一覧 "), number, Part(f"を{form}で出力しました。"),
    ]  # fmt: skip
    if said.get("conditions"):
        line.below = [[Part("条件　"), cut("、".join(said["conditions"]))]]


def _say_import(line: Line, facts: list[Fact], known: Known) -> None:
    said = line.entry.additional_data or {}
    line.url = known.record(line.entry).url
    link = cut(line.name, url=line.url)
    undone = line.entry.act == Act.UNDO
    verb = "の取込を取り消しました" if undone else "を取り込みました"
    numbers = f"（{said['numbers']}）" if said.get("numbers") else ""
    of = said.get("of", "ファイル")
    line.sentence = [
        Part(f"{line.who}が "), link, Part(" の"), Part(of, "b"), Part(f"{verb}{numbers}。"),
    ]  # fmt: skip
    told = (line.entry.changes or {}).get("counts")
    if undone and told:
        line.values = [[cut(told[1])]]


def _say_login(line: Line, facts: list[Fact], known: Known) -> None:
    line.sentence = [
        Part(line.name, "b"), Part(" としてログインしようとした人がいましたが、入れませんでした。"),
    ]  # fmt: skip


def _say_coming(line: Line, facts: list[Fact], known: Known) -> None:
    """By whom is said already: nobody signs in for another."""
    went = line.entry.act == Act.SIGN_OUT
    line.sentence = [Part(f"{line.who}が{'ログアウト' if went else 'ログイン'}しました。")]


SENTENCES: dict[str, Callable[[Line, list[Fact], Known], None]] = {
    Act.READ: _say_reading,
    Act.EXPORT: _say_export,
    Act.IMPORT: _say_import,
    Act.UNDO: _say_import,
    Act.LOGIN: _say_login,
    Act.SIGN_IN: _say_coming,
    Act.SIGN_OUT: _say_coming,
}


def count_parts(lines: Sequence[Line], parts: dict[str, int]) -> None:
    """``parts`` says how many entries this person may see of each act."""
    for line in lines:
        line.parts = parts.get(line.entry.cid or "", 0)


def by_day(lines: Iterable[Line]) -> list[tuple[date, list[Line]]]:
    days = groupby(lines, key=lambda line: timezone.localdate(line.entry.timestamp))
    return [(day, list(of_day)) for day, of_day in days]
