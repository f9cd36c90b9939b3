"""Words of offices and posts: 福祉課長 is the head of 福祉課, 田中課長 a person.

A body is known by what it ends with (協議会, 課, センター) or by a word of an office in it (福祉,
長寿). A short word of neither may be somebody's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from surveys.importing.cells.personal_names import TITLED, is_titled, with_titles

_ENDS = re.compile(
    r"(?:会|課|係|省|庁|団|協|区|連|法人|会社|組合|機構|大学|学校|病院|財団|社団|センター|ネットワーク"
    r"|グループ|チーム|サークル|クラブ|サロン|カフェ|食堂|プロジェクト|ラボ|ステーション|ハウス|ホーム|教室"
    r"|役所|役場|協議体|事業者|商店|の家)$"
)
_ENDS_OF_LONG = re.compile(r"[部局室市県町村都府道家堂園所館院店塾寺苑荘班署校隊]$")
_OFFICE = re.compile(
    "総務|企画|財政|福祉|健康|保健|高齢|障害|障がい|子ども|こども|子育|児童|青少年|生活|地域|社会|市民|区民"
    "|町民|村民|都民|県民|住民|人権|教育|学校|小学|中学|幼稚|保育|生涯|学習|防災|危機|管理|環境|建設|都市|整備"
    "|産業|商工|経済|観光|農林|文化|スポーツ|協働|政策|秘書|広報|情報|年金|保険|介護|長寿|支援|応援|援護|保護"
    "|推進|相談|包括|医療|衛生|事務|本部|支部|計画|調整|男女|共生|連携|民生|権利|擁護|図書|公民|研究|出張|自治"
    "|青年|女性|婦人|議会|協議|ボランティア|就労|労働|雇用|住宅|建築|土木|水道|戸籍|会計|監査|選挙|行政|官房|参画|業務|運営|[区市町村]長|知事"
)
_FORMS = re.compile(
    r"株式|有限|合同会社|NPO|特定非営利|一般[社財]団|公益[社財]団|\(.\)|[一-龠]福\)"
)
_OTHER_WORDS = re.compile(
    r"関係|職員|担当|各|全員|一同|多数|委員|議員|代表|なし|無し|未定|不明|同上|同じ|その他|ほか|など|有志|学生"
    r"|町内|[\d等他外両計の皆]|方々|より|者|一般|世帯|家族|親子|会員|別[紙添記途]|参照|名簿|調整|予定|確認"
)
_NAME = re.compile(r"[一-龠々ヶ]{1,4}|[ァ-ヴー]{2,6}|[ぁ-ん]{2,4}")
_PLACE = re.compile(r"[都道府県市区町村]$")
_EDGES = " \u3000:：・／/＆&、，,（("
_LEVELS = "部課係室局"

_OF_BODY = re.compile(r"(副)?(センター|[部次課係室局所館園校院会班署店団])長(?:補佐|代理|心得)?$")
_POST = re.compile(
    r"(?:事務局次長|事務局長|事務長|(?:副|代表|常務|専務)?理事長?|代表取締役(?:社長)?|施設長|社長"
    r"|副?(?:委員長|座長|議長)|参事官補佐|参事官?|主幹|主査|主任主事|主任|主事"
    r"|(?<= )(?:副?代表|会計|書記|監事|幹事|顧問|相談役))$"
)
_CLUBS = re.compile(r"(?:町|自治|連合|協|部|商店|商|育成|後援|老人|婦人|親|同窓|分|保護者)$")


@dataclass(frozen=True, slots=True)
class Cut:
    """A text without the post at its end. ``named``: a person's name went with it."""

    body: str
    post: str
    named: bool = False


def is_body(word: str) -> bool:
    return bool(
        _ENDS.search(word)
        or (_ENDS_OF_LONG.search(word) and len(word) > 3)
        or _OFFICE.search(word)
        or _FORMS.search(word)
        or re.fullmatch(r"[A-Z0-9&. -]+", word)
    )


def may_be_name(word: str) -> bool:
    return bool(_NAME.fullmatch(word)) and is_no_word(word)


def is_no_word(text: str) -> bool:
    """Neither a body nor a word of people: where persons are listed, a name."""
    return not is_body(text) and not _OTHER_WORDS.search(text)


def cut_post(text: str) -> Cut | None:
    """福祉課長 → 福祉課, 社会福祉協議会事務局長 → 社会福祉協議会, 福祉部 田中課長 → 福祉部; None
    for what ends with no post."""
    if whole := _POST.search(text):
        return _without(text[: whole.start()].rstrip(), whole[0])
    if found := _OF_BODY.search(text):
        return _of_body(text[: found.start()], found[2], found[0], deputy=bool(found[1]))
    return None


def _of_body(stem: str, noun: str, post: str, *, deputy: bool) -> Cut:
    """What the post is of stands before its 長: 福祉課長, 福祉課課長, 福祉課 課長, 福祉部次長."""
    before, word = _last_word(stem)
    if deputy or noun == "次" or not word or word.endswith(noun):
        return _without(stem.rstrip(), post)
    if noun == "会" and _CLUBS.search(word):
        return Cut(stem + noun, post)
    if office := _OFFICE.search(word):
        name = word[: office.start()] if noun in _LEVELS else ""
        if name and _short(name) and not _PLACE.search(name):  # 斎藤社会課長
            return Cut(_joined(before, word[office.start() :] + noun), post, named=True)
        return Cut(stem + noun, post)
    if _short(word):
        return Cut(before, post, named=True)
    return Cut(stem + noun, post)


def _without(rest: str, post: str) -> Cut:
    if again := cut_post(rest):  # 福祉課 課長 係長
        return Cut(again.body, f"{again.post}・{post}", again.named)
    before, word = _last_word(rest)
    if word and _short(word) and not is_body(word):
        return Cut(before, post, named=True)
    return Cut(rest, post)


def _short(word: str) -> bool:
    """As short as a family name."""
    return bool(re.fullmatch(r"[一-龠々ヶ]{1,3}", word))


def _last_word(text: str) -> tuple[str, str]:
    before, _, word = text.rpartition(" ") if not text.endswith(" ") else (text, "", "")
    return before.rstrip(), word


def _joined(before: str, word: str) -> str:
    return f"{before} {word}".strip()


def body_before_name(stem: str) -> str:
    """福祉課 of 福祉課田中; a body itself; of 田中 nothing."""
    if cut := cut_post(stem):
        return cut.body
    if is_body(stem) and not may_be_name(stem[-2:]):
        return stem
    glued = re.fullmatch(r"(.+(?:会|課|係|部|局|室|センター|法人))([一-龠々ヶ]{1,4})", stem)
    if glued and is_body(glued[1]) and not is_body(glued[2]):
        return glued[1]
    return stem if is_body(stem) else ""


def without_persons(text: str) -> str:
    """What is left of one body without the people in it: 商店会 堀内 悟様 → 商店会, and みなと食堂様
    → みなと食堂; empty where nothing else is there."""
    left = written = with_titles(text)
    while found := TITLED.search(bare := left.rstrip("）) ")):
        before, stem = bare[: found.start()].rstrip(_EDGES), found[1]
        body = body_before_name(stem)
        if (body == stem and cut_post(stem) is None) or not is_no_word(stem):
            return bare[: found.end(1)]
        left = _joined(before, body) if body else _without_family_name(before)
    if left != written and (cut := cut_post(left)):
        left = cut.body
    return "" if is_titled(left) else left


def is_person(text: str) -> bool:
    """樋口, 樋口 進: nothing but what may be a name."""
    return all(map(may_be_name, text.split()))


def _without_family_name(text: str) -> str:
    body, word = _last_word(text)
    return body if word and may_be_name(word) else text
