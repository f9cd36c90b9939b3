"""What a column is for, as far as its heading tells: the organization's name, a key, a question.

Headings are stripped of question numbers and polite phrases first and must then match as a
whole, so that 団体名を教えてください is a name and 連携したい団体名 or 団体名の公表 are questions.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

Hint = Literal["multi", "choice", "text", "number", "date", ""]

_NUMBER = re.compile(
    r"^(?:[【\[(]?(?:q|問|設問|質問|no\.?)\s*\d+(?:[-_.(]\d+\)?)*[】\])]?|[【\[(]\d+[】\])]|\d+[.)、]|[ivx]+[.)]|[①-⑳])"
    r"\s*[.:：、)）．]?\s*",
    re.I,
)
_ASIDE = re.compile(
    r"[(\[【<][^)\]】>]*(?:必須|任意|半角|全角|例[)):：]|ハイフン|正式|法人格|複数|回答|記入|required|optional)"
    r"[^)\]】>]*[)\]】>]|[※*＊]+.*$|^(?:必須|任意)[:：]",
    re.I,
)
_POLITE = re.compile(
    r"(?:を|について|は|の?記入|の?入力)?(?:ご?(?:正確に|正式名称で)?)?(?:お?(?:教え|知らせ|聞かせ|答え|書き|示し)|ご?(?:記入|記載|入力|回答|明記))?"
    r"(?:し?て)?(?:くださ|下さ|願)い?(?:ます|い)?(?:ませんか)?$|(?:は|を|について)$|[?？:：。.]+$"
)
_LEAD = r"(?:(?:貴|御|ご|お|自|当|あなたの|皆様の|回答する|ご回答)*)"
_ENTITY = (
    r"(?:(?:運営|実施|活動|主催|申請|回答|登録|所属|代表|対象|開催|事業実施)?"
    r"(?:[ぁ-んァ-ヶー一-龠々]{0,6}(?:団体|法人|事業所|事業者|施設|会社|企業|組織|機関|店舗|お店|店|学校|学園|校|園|自治会|"
    r"町会|町内会|グループ|サークル|食堂|サロン|クラブ|拠点|居場所|カフェ|協議会|病院|医院|診療所|薬局|センター|主体|教室|チーム|寺院|組合|連合会|研究所|商店|協会|財団)))"
)
_FOREIGN = r"(?:連携|協力|加入|加盟|希望|知って|関係|他の|紹介|相談|利用|参加|支援(?:先|してい)|取引|委託|後援|助成)"
_NAME = rf"{_LEAD}{_ENTITY}(?:[・/、等]{{0,2}}{_ENTITY})*(?:等)?(?:の)?(?:正式)?(?:お?名前|名称?|御?名|呼称|屋号)"
_OWN = rf"{_LEAD}(?:{_ENTITY}(?:の)?|代表の?|連絡先の?|連絡用の?|問い?合わ?せ先?の?|担当(?:者)?の?|日中の?|公開用の?|公式の?)?"

_PATTERNS: tuple[tuple[str, str], ...] = (
    (
        "respondent_key",
        r"(?:回答|受付|整理|管理|通し?|登録|申込み?|送信|調査票?|票|応募|申請|データ|レコード|サンプル|照会|連)(?:者)?"
        r"(?:id|番号?|no\.?|ナンバー|コード|番)|(?:回答|調査対象)者(?:id|番号|no\.?)|id|no\.?|№|番号|(?:sample|respondent|response|answer|submission|"
        r"participant|entry|record|case|panel|user|external)[ _]?(?:id|number|no\.?)|_?(?:uu)?id|_index|seq|#|token|sampleid|respid|モニターid",
    ),
    (
        "submitted_at",
        r"タイムスタンプ|(?:回答|送信|受付|登録|完了|終了|提出|投稿|申込|申請|入力|記入|回答完了|回答終了|回答送信|作成|受信)(?:日時?|時刻|日付|年月日|時間)|"
        r"timestamp|end ?(?:date|time)|endtime|end|completion time|(?:date )?submitted(?: (?:at|on|date|time))?|submit ?(?:date|time)|"
        r"submission ?(?:date|time)|_submission_time|recorded ?date|created(?: |_)?at|response date|answered at|date",
    ),
    (
        "ignore",
        r"(?:回答)?開始(?:日時|時刻|時間)|(?:最終)?(?:変更|更新|修正)(?:日時|時刻)|start(?: ?(?:time|date))?|(?:last )?(?:modified|updated)(?: ?(?:time|date|at))?|"
        r"date (?:created|modified)|ip ?(?:address|アドレス)|ipaddress|collector ?id|コレクター ?(?:id)?|user ?(?:name|agent|language)|ユーザー(?:名|エージェント|id)|"
        r"リファラー?|referr?er|端末(?:種別|情報)?|デバイス|ブラウザー?|os|所要時間|回答(?:所要)?時間(?:[(]?秒[)]?)?|duration.*|progress|finished|status|"
        r"回答(?:状況|ステータス)|location(?:latitude|longitude)|distributionchannel|custom ?data.*|recipient(?:last|first)?name|recipientemail|"
        r"externalreference|__?version__?|_validation_status|_notes|_status|_submitted_by|_tags|_uuid|deviceid|meta/instanceid|rootuuid|formhub/uuid|"
        r"言語|language|startlanguage|lastpage|seed|(?:合計|クイズの?)(?:点|得点|スコア).*|(?:total|quiz) (?:points|feedback|score)|(?:points|feedback|点数|フィードバック) ?- ?.*|スコア|score",
    ),
    ("organization:corporate_number", rf"{_OWN}(?:国税庁)?法人番号(?:13桁)?|corporate number"),
    (
        "organization:kana",
        rf"(?:{_NAME}|{_LEAD}{_ENTITY}|名称)[ (の・]*(?:の)?(?:ふりがな|フリガナ|カナ|かな|よみ(?:がな)?|読み(?:仮名|がな|方)?|ヨミ(?:ガナ)?|仮名|カタカナ|ひらがな|(?:全角)?カナ名?)[)]?"
        r"|(?:ふりがな|フリガナ|よみがな|ヨミガナ|読み仮名)[ (]*(?:団体名|法人名|事業所名|名称)?[)]?|(?:organi[sz]ation )?(?:name )?(?:kana|reading)",
    ),
    (
        "organization:name",
        rf"{_NAME}(?:[(][^)]*[)])?|{_LEAD}名称|(?:name of )?(?:the |your )?(?:organi[sz]ation|company|group|facility|institution|institute|association)(?:'?s)?(?: ?name)?|屋号",
    ),
    (
        "organization:phone",
        rf"{_OWN}(?:固定|携帯)?(?:お?電話(?:番号|連絡先)?|tel|ｔｅｌ|携帯(?:番号)?|連絡先(?:[(]?電話(?:番号)?[)]?|tel))|(?:tele)?phone(?: ?(?:number|no\.?))?|tel(?: ?(?:no\.?|number))?",
    ),
    (
        "organization:email",
        rf"{_OWN}(?:pc|携帯)?(?:e-?mail|電子メール|イーメール|メール)(?:アドレス|の宛先)?|e-?mail(?: ?address)?|mail ?address",
    ),
    (
        "organization:postal_code",
        rf"{_OWN}(?:所在地の?|住所の?)?(?:郵便番号|〒)|zip(?: ?code)?|postal ?code",
    ),
    (
        "organization:url",
        rf"{_OWN}(?:(?:ホームページ|hp|web|ウェブ|サイト|ブログ|sns)*(?:・|/|や)?)*(?:url|ホームページ|hp|web|(?:web|ウェブ)サイト|website|web ?page|homepage)(?:の?(?:url|アドレス))?",
    ),
    (
        "organization:address",
        rf"{_OWN}(?:主たる)?(?:事務所の?)?(?:活動拠点の?)?(?:ご?住所|所在地|所在地住所)|(?:street |mailing )?address",
    ),
    ("organization:municipality", r"市区町村名?|区市町村名?|市町村名?|自治体名|municipality"),
)
_COMPILED = [(role, re.compile(pattern, re.I)) for role, pattern in _PATTERNS]
_REJECT_NAME = re.compile(_FOREIGN)


@lru_cache(maxsize=4096)
def core(heading: str) -> str:
    """The heading without its number, remarks in brackets and 「…を教えてください」."""
    text = unicodedata.normalize("NFKC", heading).strip()
    text = re.sub(r"\s+", " ", text)
    text = _ASIDE.sub("", _NUMBER.sub("", text)).strip()
    for _ in range(3):
        text = _POLITE.sub("", text).strip()
    return text


@lru_cache(maxsize=4096)
def role_of(heading: str) -> str:
    """The role the heading names, else ``question``."""
    text = core(heading)
    squeezed = text if re.search(r"[a-z]", text, re.I) else text.replace(" ", "")
    for role, pattern in _COMPILED:
        if pattern.fullmatch(squeezed) and not (
            role.startswith("organization:") and _REJECT_NAME.search(squeezed)
        ):
            return role
    return "question"
