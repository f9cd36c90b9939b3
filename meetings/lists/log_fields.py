"""What the columns of a meeting log may be, 「自治体等との打合せ記録一覧」 of the reports among them.

A column that is none of these is kept in the meeting's 概要 under its heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from surveys.importing.list_kinds import heading_key
from surveys.importing.lists.records import RecordField
from surveys.importing.shapes import Header

_MEETING = r"(?:打ち?合わ?せ|会議|会合|協議|面談|訪問)"
_CAME = r"(?:出席者?|参加者?)"
_OTHER_SIDE = r"(?:相手(?:方|先)?|先方)"
_POLITE = r"(?:\(敬称略\))?"
_LEADS = r"(?:主催|運営|進行|司会|ファシリテーター)者?"
_OF_PEOPLE = re.compile(r".+(?:者|メンバー)名?(?:一覧|リスト)?(?:\(.*\))?")

FIELDS = (
    RecordField("number", "No.・回次", (r"no\.・回次|noー?\.?|番号|連番|項番|#|(?:第?何|開催)?回(?:次|数)?",)),
    RecordField("fiscal_year", "年度", (r"年度",)),
    RecordField(
        "day",
        "開催日・日時",
        (
            rf"(?:{_MEETING}|開催|実施)?の?(?:年月日|日時|日付|月日)",
            rf"(?:{_MEETING}|開催|実施)日",
            r"日にち|日程|期日|date|日時/(?:年?月日|日付?)",
        ),
    ),
    RecordField("weekday", "曜日", (r"(?:.+/)?曜日?",)),
    RecordField(
        "hours",
        "時間（開始～終了）",
        (r"(?:(?:開催|実施)|日時/)?(?:時間帯?|時刻)|(?:開始|開会)(?:時刻|時間)?|自",),
    ),
    RecordField("until", "終了時刻", (r"(?:終了|閉会)(?:時刻|時間)?|至",)),
    RecordField(
        "title",
        "会議名・件名",
        (rf"{_MEETING}(?:の?名称?|の?件名)", r"会議・打ち?合わ?せ名?|件名|名称|題名|表題|タイトル|用件|案件名?"),
    ),
    RecordField("kind", "種類", (rf"(?:{_MEETING})?の?(?:種類|種別|区分)",), nothing=False),
    RecordField(
        "venue", "会場", (r"(?:開催|実施)?(?:場所|会場)", r"開催(?:地|方法・場所)|訪問先住所")
    ),
    RecordField("heads", "出席者数", (rf"{_CAME}(?:の?人数|数|総数)|(?:出席|参加)人数|人数",)),
    RecordField(
        "attendees",
        "出席者（相手の人）",
        (rf"{_CAME}/(?:{_MEETING})?(?:の?相手方?|先方|先)(?:団体)?", rf"(?:相手|先)方?の?{_CAME}"),
        personal=True,
    ),
    RecordField(
        "people",
        "対応者・説明者など（人）",
        (rf"(?:主な|{_OTHER_SIDE}の?|当方の?)?(?:対応|訪問|面談|説明)(?:者|メンバー)名?",),
        several=True,
        personal=True,
    ),
    RecordField(
        "consultants",
        "出席者（受託者）",
        (rf"(?:{_CAME}/)?(?:nri|.*(?:受託|委託|コンサル|支援事業)[^/]*)",),
        several=True,
        personal=True,
    ),
    RecordField("others", "出席者（その他）", (rf"(?:相手・?)?{_CAME}/(?!相手|先方).+", rf"(?:当方|庁内|市側|区側|事務局)(?:の?{_CAME})?"), several=True, personal=True),
    RecordField(
        "counterparts",
        "相手・出席者（団体）",
        (
            rf"(?:{_MEETING})?の?相手(?:方|先)?(?:の?団体|の?部署|の?機関)?名?|先方|相手・?{_CAME}/(?:相手方?|先方)",
            rf"(?:{_MEETING}|面談|訪問|連絡)先|{_CAME}(?:・?団体|・?機関|の?所属)?名?{_POLITE}|関係者|構成員|メンバー",
            r"団体名?|所属(?:・氏名)?|機関名?",
            rf"(?:主な|主要な?)?(?:{_OTHER_SIDE}・{_CAME}|{_CAME}・{_OTHER_SIDE}|(?:出席|参加)メンバー){_POLITE}",
            rf"(?:主な|主要な?)(?:{_CAME}|メンバー|構成員){_POLITE}",
        ),
        several=True,
        personal=True,
    ),
    RecordField(
        "person",
        "氏名（登録しません）",
        (
            rf"(?:{_CAME}|担当者?|記録者?|作成者?|報告者?|発言者?|司会者?|議長|座長|講師)?の?(?:氏名|お名前|名前)",
            r"(?:議事録)?(?:担当|記録|作成|報告|発言|入力|確認)者名?|ふりがな|フリガナ",
        ),
        several=True,
        personal=True,
    ),
    RecordField(
        "post", "役職（登録しません）", (r"役職名?|職名|肩書き?|補職名?",), several=True, personal=True
    ),
    RecordField(
        "mentioned",
        "人の欄（氏名のほかを概要に残す）",
        (),
        several=True,
        personal=True,
    ),
    RecordField(
        "host",
        "運営・進行",
        (rf"{_LEADS}(?:・{_LEADS})*",),
        personal=True,
    ),
    RecordField(
        "agenda", "議題", (r"議題|議事(?:次第)?|次第|テーマ|検討事項|協議事項|アジェンダ",), several=True
    ),
    RecordField(
        "decisions", "決まったこと", (r"決定(?:事項|内容)?|決まったこと|合意(?:事項|内容)?|結論",), several=True
    ),
    RecordField(
        "actions",
        "すること",
        (
            r"(?:今後|次回まで)の?(?:対応|予定|課題|アクション|進め方)(?:事項)?|対応(?:事項|方針)?",
            r"宿題(?:事項)?|to-?do|やること|すること|アクション|(?:次の|ネクスト)アクション|残課題",
        ),
        several=True,
    ),
    RecordField("next_on", "次回", (r"次回(?:の?(?:開催|予定|打ち?合わ?せ))?(?:日時?|予定日?|日程)?",), nothing=False),
    RecordField(
        "summary_text",
        "概要",
        (
            rf"(?:主な|{_MEETING})?の?(?:内容|概要|記録|要旨|要点|結果)",
            r"(?:議事|会議|打ち?合わ?せ)(?:録|要旨|概要)|発言(?:要旨|内容)|協議内容|報告内容|経過|主な意見",
        ),
    ),
    RecordField("note", "概要に残す", (r"備考.*|その他|メモ|特記事項",), several=True, nothing=False),
)  # fmt: skip


def refine(headers: Sequence[Header], found: dict[int, str]) -> None:
    """Nothing of a log is left out; where the heading means people, there may be names."""
    for header in headers:
        people = _OF_PEOPLE.fullmatch(heading_key(header.text))
        found.setdefault(header.column, "mentioned" if people else "note")
