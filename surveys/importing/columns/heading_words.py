"""What a heading says about the kind of answer, and which words stand for no answer."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from surveys.importing.cells.labels import label_key
from surveys.importing.columns.roles import LONGEST_HEADING
from surveys.importing.shapes import Kind, MissingKind

_MULTI = re.compile(
    r"複数|すべて(?!の[^も項選番])|全て(?:お?選|に○|[)）]|$)|いくつでも|ma(?:$|[)）])"
    r"|[2-9二三四五](?:つ|個|項目)(?:まで|以内|選)"
    r"|multiple|all that apply|(?:select|check) all",
    re.I,
)
_CHOICE = re.compile(
    r"選[んびばぶ択]|[1一]つ(?:だけ|選|$|[)）、])|ひとつ|いずれ|どちら|どれ|最も|もっとも"
    r"|有無|可否|頻度|性別|年代|種別|区分|形態|ますか|ですか|でしょうか|満足度|○[をは]"
    r"|sa(?:$|[)）])|which|how often|choose|select|pick",
    re.I,
)
_PROSE = re.compile(r"自由(?:記|回)|ご?意見|ご?要望|ご?感想|コメント|お書き")
_TEXT = re.compile(
    r"自由|理由|具体的|詳し|詳細|備考|記述|メッセージ|特記|フリー|お聞かせ|補足|ひとこと"
    r"|一言|紹介文|氏名|お?名前|担当者|(?:その他|ほか).*(?:あれば|こと|ございましたら)"
    r"|comments?|feedback|suggest|opinion|describe|remarks?|anything else|\bnotes?\b"
    r"|explain|reason|your name|full name",
    re.I,
)
_OPEN = re.compile(
    r"こと(?:$|[(は])|展望|紹介|事項|お気づき|伝え|お困り|期待|希望|内容$|^pr|その他$|other$", re.I
)
_UNITS = (
    "(?:人|名|件|円|千円|万円|百万円|回|歳|才|年|か?月|ヶ月|日|時間|分|%|世帯|団体|社"
    "|か所|箇所|ヶ所|冊|台|食|㎡|m2|km|kg)"
)
_NUMBER = re.compile(
    r"数(?:$|[(をはの])|人数|件数|金額|予算|費用|収入|支出|定員|年齢(?:$|[(をは])"
    r"|何[人名件回年]|いくら|number of|how many|count|amount|\bage\b"
    rf"|\((?:単位[::]?\s*)?{_UNITS}\)",
    re.I,
)
_DATE = re.compile(
    r"年月日|日付|日時|月日|年月$|いつ|設立|創立|創設|開設|発足|結成|日(?:$|[(])|時期|date",
    re.I,
)
_UNIT = re.compile(rf"[(\[](?:単位[::]?\s*)?({_UNITS}(?:/[日週月年回])?)[)\]]")

_WORDS: tuple[tuple[MissingKind, str], ...] = (
    (
        "no_answer",
        "無回答 未回答 回答なし 未記入 無記入 無記載 - -- N/A NA 空欄 (無回答)"
        " 不明・無回答 無回答・不明",
    ),
    ("not_asked", "非該当 対象外 該当なし 該当せず 非表示"),
    ("invalid", "無効 無効回答 判読不能 判読不可 読取不能 エラー"),
)
MISSING_WORDS: dict[str, MissingKind] = {
    label_key(word): kind for kind, words in _WORDS for word in words.split()
}
MISSING_CODES: dict[str, MissingKind] = {
    "-1": "no_answer",
    "-99": "no_answer",
    "-999": "no_answer",
    "-8888": "not_asked",
    "-9999": "invalid",
}


_NONE = frozenset(map(label_key, ("なし", "無し", "無", "ない", "ありません", "特になし")))
_UNKNOWN = frozenset(
    map(label_key, ("不明", "わからない", "分からない", "覚えていない", "unknown"))
)


_BRACKETS = re.compile(
    r"^[(\[<《〈≪«【〔{「『“‘\"'*]+(.+?)[)\]>》〉≫»】〕}」』”’\"'*]+$", re.DOTALL
)


def unknown_word(text: str) -> MissingKind | None:
    """Words that leave a date or a number unanswered (and are answers to other questions)."""
    return "no_answer" if _inside(label_key(text)) in _UNKNOWN else missing_word(text)


def _inside(key: str) -> str:
    return _BRACKETS.sub(r"\1", key)


def bracketed_word(text: str) -> MissingKind | None:
    """（無回答）, 《非該当》: nobody answers so in words of one's own, where 「非該当」 may be one."""
    key = label_key(text)
    return MISSING_WORDS.get(inside) if (inside := _inside(key)) != key else None


def none_word(text: str) -> bool:
    """Words that say there is none, of a number or an address: an organization has no telephone."""
    return label_key(text) in _NONE or unknown_word(text) is not None


def missing_word(text: str) -> MissingKind | None:
    key = label_key(text)
    return MISSING_WORDS.get(key) or MISSING_WORDS.get(_inside(key))


@lru_cache(maxsize=4096)
def hinted(heading: str) -> Kind | None:
    """The kind the heading asks for; ``None`` if it leaves that open.

    A choice outweighs free text: 理由をすべて選んでください is no free text.
    """
    text = unicodedata.normalize("NFKC", heading[:LONGEST_HEADING])
    if _MULTI.search(text):
        return "multi"
    if _DATE.search(text) and not re.search(r"頻度|数", text):
        return "date"
    if _NUMBER.search(text):
        return "number"
    if _PROSE.search(text):
        return "text"
    if _CHOICE.search(text):
        return "single"
    return "text" if _TEXT.search(text) else None


def invites_text(heading: str) -> bool:
    """Whether the heading may ask for an answer in one's own words (お困りのこと)."""
    return bool(_OPEN.search(heading[:LONGEST_HEADING].strip("？?。　 ")))


@lru_cache(maxsize=4096)
def unit_of(heading: str) -> str | None:
    match = _UNIT.search(unicodedata.normalize("NFKC", heading[:LONGEST_HEADING]))
    return match[1] if match else None
