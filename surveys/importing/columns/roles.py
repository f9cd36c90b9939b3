"""What a column is for, as far as its heading tells: the organization's name, a key, a question.

Headings are stripped of question numbers and polite phrases first and must then match as a
whole, so that 団体名を教えてください is a name and 連携したい団体名 or 団体名の公表 are questions.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


def _any(*alternatives: str) -> str:
    return "(?:" + "|".join(alternatives) + ")"


def _words(*lines: str) -> str:
    """An alternative per word."""
    return _any(*" ".join(lines).split())


_NUMBER = re.compile(
    _any(
        r"^[【\[(]?(?:q|問|設問|質問|no\.?)\s*\d+(?:[-_.(]\d+\)?)*[】\])]?",
        r"^[【\[(]\d+[】\])]",
        r"^\d+[.)、]",
        r"^[ivx]+[.)]",
    )
    + r"\s*[.:：、)）．]?\s*",
    re.I,
)
_ASIDE = re.compile(
    r"[(\[【<][^)\]】>]*"
    + _words("必須 任意 半角 全角 例: ハイフン 正式 法人格 複数 回答 記入 required optional")
    + r"[^)\]】>]*[)\]】>]|[※*＊]+.*$|^(?:必須|任意)[:：]",
    re.I,
)
_POLITE = re.compile(
    r"(?:を|について|は|の?記入|の?入力)?(?:ご?(?:正確に|正式名称で))?"
    r"(?:お?(?:教え|知らせ|聞かせ|答え|書き|示し)|ご?(?:記入|記載|入力|回答|明記))?"
    r"(?:し?て)?(?:くださ|下さ|願)い?(?:ます|い)?(?:ませんか)?$"
    r"|(?:は|を|について)$|[?？:：。.]+$"
)

# ------------------------------------------------------------- words of which headings consist

_LEAD = r"(?:貴|御|ご|お|自|当|あなたの|皆様の|回答する|ご回答)*"
_KINDS_OF_BODY = _words(
    "団体 NPO 法人 事業所 事業者 施設 会社 企業 組織 機関 店舗 お店 店 商店",
    "学校 学園 校 園 自治会 町会 町内会 グループ サークル 食堂 サロン クラブ",
    "拠点 居場所 カフェ 協議会 病院 医院 診療所 薬局 センター 主体 教室 チーム",
    "寺院 組合 連合会 研究所 協会 財団 部署 ステーション",
)
_BODY = (
    r"(?:運営|実施|活動|主催|申請|回答|登録|所属|代表|対象|開催|事業実施)?"
    rf"[ぁ-んァ-ヶー一-龠々]{{0,6}}{_KINDS_OF_BODY}"
)
_NAME = (
    rf"{_LEAD}{_BODY}(?:[・/、等]{{1,2}}{_BODY}){{0,3}}等?の?(?:正式)?"
    r"(?:お?名前|名称?|御?名|呼称|屋号)"
)
_OWN = (
    rf"{_LEAD}(?:{_BODY}の?|代表者?の?|連絡先の?|連絡用の?|問い?合わ?せ先?の?"
    r"|担当者?様?の?お?|日中の?|公開用の?|公式の?|事務局の?)?"
)
_READING = _words(
    "ふりがな フリガナ カナ かな よみ(?:がな)? 読み(?:仮名|がな|方)? ヨミ(?:ガナ)?",
    "仮名 カタカナ ひらがな 全角カナ カナ名",
)
_OTHERS = re.compile(
    _words(
        "連携 協力 加入 加盟 希望 知って 関係 他の 紹介 相談 利用 参加 取引 委託",
        "後援 助成 支援(?:先|してい)",
    )
)
"""Words that make a name one of somebody else."""

_PATTERNS: tuple[tuple[str, str], ...] = (
    (
        "respondent_key",
        _any(
            r"(?:回答|受付|整理|管理|通し?|登録|申込み?|送信|調査票?|票|応募|申請|データ|レコード"
            r"|サンプル|照会|連)(?:者)?(?:id|番号?|no\.?|ナンバー|コード)",
            r"(?:回答|調査対象)者(?:id|番号|no\.?)",
            r"(?:sample|respondent|response|answer|submission|participant|entry|record|case"
            r"|panel|user|external)[ _]?(?:id|number|no\.?)",
            r"id|no\.?|№|番号|_?(?:uu)?id|_index|seq|#|token|respid|respondent|モニターid",
        ),
    ),
    (
        "submitted_at",
        _any(
            "タイムスタンプ",
            r"(?:回答|送信|受付|登録|完了|終了|提出|投稿|申込|申請|入力|記入|回答完了|回答終了"
            r"|回答送信|作成|受信)(?:日時?|時刻|日付|年月日|時間)",
            r"timestamp|end ?(?:date|time)|end|completion time|date|response date|answered at",
            r"(?:date )?submitted(?: (?:at|on|date|time))?|submit ?(?:date|time)",
            r"_?submission[ _]?(?:date|time)|recorded ?date|created[ _]?at",
        ),
    ),
    (
        "ignore",
        _any(
            r"(?:回答)?開始(?:日時|時刻|時間)|(?:最終)?(?:変更|更新|修正)(?:日時|時刻)",
            r"start(?: ?(?:time|date))?|(?:last )?(?:modified|updated)(?: ?(?:time|date|at))?",
            r"date (?:created|modified)|ip ?(?:address|アドレス)|collector ?id|コレクター ?(?:id)?",
            r"user ?(?:name|agent|language)|ユーザー(?:名|エージェント|id)|リファラー?|referr?er",
            r"端末(?:種別|情報)?|デバイス|ブラウザー?|os|所要時間|duration.*|progress|finished",
            r"回答(?:所要)?時間(?:[(]?秒[)]?)?|回答(?:状況|ステータス)|status|seed|lastpage",
            r"location(?:latitude|longitude)|distributionchannel|custom ?data.*",
            r"recipient(?:last|first)?name|recipientemail|externalreference|__?version__?",
            r"_(?:validation_status|notes|status|submitted_by|tags|uuid)|deviceid",
            r"meta/instanceid|rootuuid|formhub/uuid|言語|(?:start)?language|スコア|score",
            r"(?:合計|クイズの?)(?:点|得点|スコア).*|(?:total|quiz) (?:points|feedback|score)",
            r"(?:points|feedback|点数|フィードバック) ?- ?.*",
        ),
    ),
    (
        "organization:corporate_number",
        rf"{_OWN}(?:国税庁)?法人番号(?:[(]?13桁[)]?)?|corporate number",
    ),
    (
        "organization:kana",
        _any(
            rf"(?:{_NAME}|{_LEAD}{_BODY}|名称)[ (の・]*{_READING}[)]?",
            r"(?:ふりがな|フリガナ|よみがな|ヨミガナ|読み仮名)[ (]*"
            r"(?:団体名|法人名|事業所名|名称)?[)]?",
            r"(?:organi[sz]ation )?(?:name )?(?:kana|reading)",
        ),
    ),
    (
        "organization:name",
        _any(
            rf"{_NAME}(?:[・/]{_NAME})?(?:[(][^)]*[)])?|{_LEAD}名称|屋号",
            rf"(?:お?名前|{_LEAD}{_BODY}|申込者|回答者)[(]{_NAME}[)]",
            r"(?:name of )?(?:the |your )?(?:organi[sz]ation|company|group|facility"
            r"|institution|institute|association)(?:'?s)?(?: ?name)?",
        ),
    ),
    (
        "organization:phone",
        _any(
            rf"{_OWN}(?:固定|携帯)?(?:お?電話(?:番号|連絡先)?|tel|携帯(?:番号)?)",
            rf"{_OWN}連絡先(?:[(]?電話(?:番号)?[)]?|tel)",
            r"(?:tele)?phone(?: ?(?:number|no\.?))?|tel(?: ?(?:no\.?|number))?",
        ),
    ),
    (
        "organization:email",
        _any(
            rf"{_OWN}(?:pc|携帯)?(?:e-?mail|電子メール|イーメール|メール)(?:アドレス|の宛先)?",
            r"e-?mail(?: ?address)?|mail ?address",
        ),
    ),
    (
        "organization:postal_code",
        rf"{_OWN}(?:所在地の?|住所の?)?(?:郵便番号|〒)|zip(?: ?code)?|postal ?code",
    ),
    (
        "organization:url",
        rf"{_OWN}(?:ホームページ|hp|(?:web|ウェブ)(?:サイト)?|website|homepage|ブログ|sns|url)"
        r"(?:(?:・|/|や)?(?:ホームページ|hp|ブログ|sns|url))*(?:の?(?:url|アドレス))?",
    ),
    (
        "organization:address",
        rf"{_OWN}(?:主たる)?(?:事務所の?)?(?:活動拠点の?)?(?:ご?住所|所在地)"
        r"|(?:street |mailing )?address",
    ),
    ("organization:municipality", r"(?:市区町村|区市町村|市町村)名?|自治体名|municipality"),
)
_COMPILED = [(role, re.compile(pattern, re.I)) for role, pattern in _PATTERNS]


LONGEST_HEADING = 300
"""Characters of a heading that are looked at; what it asks for stands in them."""


@lru_cache(maxsize=4096)
def core(heading: str) -> str:
    """The heading without its number, remarks in brackets and 「…を教えてください」."""
    text = unicodedata.normalize("NFKC", heading[:LONGEST_HEADING]).strip()
    text = re.sub(r"\s+", " ", text)
    text = _ASIDE.sub("", _NUMBER.sub("", text)).strip()
    for _ in range(3):
        text = _POLITE.sub("", text).strip()
    return text


def question_number(heading: str) -> str:
    """``q5`` of 「Q5 主な支援の対象」, empty if the heading has no number."""
    match = _NUMBER.match(unicodedata.normalize("NFKC", heading).strip())
    return re.sub(r"\W", "", match[0]).casefold() if match else ""


@lru_cache(maxsize=4096)
def role_of(heading: str) -> str:
    """The role the heading names, else ``question``."""
    text = core(heading)
    if len(text) > 60:
        return "question"
    if not re.search(r"[a-z]", text, re.I):
        text = text.replace(" ", "")
    for role, pattern in _COMPILED:
        if pattern.fullmatch(text) and not (
            role.startswith("organization:") and _OTHERS.search(text)
        ):
            return role
    return "question"
