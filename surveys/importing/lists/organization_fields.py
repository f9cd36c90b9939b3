"""What the columns of a list of organizations or places may be.

The headings are those of lists as offices keep them, and of the standard open data of local
governments (自治体標準オープンデータセット and the 推奨データセット before it): childcare and public
facilities, children's cafeterias, care services, AEDs, shelters, medical institutions. Headings are
folded before they are compared: half width, small letters, no blanks, dashes as ー.
"""

from __future__ import annotations

from collections.abc import Sequence

from surveys.importing.columns.roles import role_of
from surveys.importing.list_kinds import ListField, NoSuchList, heading_key
from surveys.importing.lists.organization_returned import KEY, LABEL, SEEN, leave_seen
from surveys.importing.shapes import Header

_PLACE = (
    r"(?:施設|事業所|避難所|避難場所|避難先|拠点|居場所|学校|園|医療機関|薬局|店舗|会館|機関"
    r"|食堂|サロン|教室|事業者|介護サービス事業所|要配慮者利用施設|登録施設|aed設置(?:箇所|場所))"
)
_BODY = r"(?:団体|法人|組織|会社|企業|グループ|サークル|ngo|npo)"
_READING = r"(?:カナ|かな|ふりがな|フリガナ|よみがな|ヨミガナ|読みがな|読み仮名|読み|よみ)"
_NOT_PERSONS = r"(?!.*(?:代表|担当|会長|市区町村|都道府県|氏名|住所))"

FIELDS = (
    ListField(
        "name",
        "団体名",
        (
            r"名称|団体の?名称|団体名|団体・?(?:施設|グループ|サークル)の?名称?",
            rf".{{0,10}}{_PLACE}の?名称?",
            r"組織名称?|会社名|企業名|グループ名|サークル名|name",
            r"法人の?名称?|運営団体名|(?:正式)?名称(?:\(.*\))?",
        ),
    ),
    ListField(
        "kana",
        "ふりがな",
        (
            rf"{_NOT_PERSONS}(?:.{{0,10}}{_PLACE}|{_BODY})?の?(?:名称|名)?"
            rf"[_・(]*{_READING}名?(?:表記)?\)?",
        ),
    ),
    ListField("legal_form", "法人格", (r"法人格|法人種別|法人の種類|法人区分",)),
    ListField("corporate_number", "法人番号", (r"法人番号(?:\(.*\))?",)),
    ListField("postal_code", "郵便番号", (r"(?:所在地_?)?郵便番号(?:\(〒\))?|〒",)),
    ListField(
        "prefecture", "都道府県", (r"所在地_都道府県(?:名)?", r"都道府県名?|県名"), several=True
    ),
    ListField(
        "city",
        "市区町村",
        (r"所在地_市区町村(?:名)?", r"(?:市区町村|市町村|区市町村|管轄市町村)名?"),
        several=True,
    ),
    ListField(
        "address",
        "住所",
        (
            r"所在地_連結[表標]記",
            r"住所|所在地|所在地住所|(?:住所|所在地)\((?:住所|所在地|(?:主たる)?事務所|本部)\)|(?:施設|事業所|団体|事務所|設置場所)の?(?:所在地|住所)"
        ),
    ),
    ListField("town", "町名・番地", (r"所在地_町字|町名・番地|町字|町丁目|町名|大字",)),
    ListField("block", "番地以下", (r"(?:所在地_)?番地(?:以下)?",)),
    ListField("building", "建物名など", (r"方書|建物名?(?:など|等)?(?:\(方書\))?|ビル名|建物名・部屋番号",)),
    ListField("latitude", "緯度", (r"緯度.*|北緯.*|lat(?:itude)?",)),
    ListField("longitude", "経度", (r"経度.*|東経.*|lng|lon(?:gitude)?",)),
    ListField(
        "phone",
        "電話番号",
        (
            r"電話番号1?|電話1?|tel1?",
            r"(?:電話|tel)(?:番号)?(?:\((?:代表|固定|事務所|連絡先|tel)\))?",
            r"(?:連絡先|施設|事業所|代表|団体|問合せ先|問い合わせ先|担当部署)の?電話(?:番号)?1?",
        ),
    ),
    ListField(
        "other_phones",
        "ほかの電話番号・内線",
        (
            r"ほかの電話番号・内線",
            r"(?:電話番号|電話|tel)[2-9]",
            r"(?:電話番号)?(?:連絡先)?内線(?:番号)?",
            r"(?:携帯|緊急|夜間|日中)(?:電話|連絡先)?(?:電話)?(?:番号)?|その他電話番号",
            r"電話番号\d?_?(?:連絡先)?備考",
        ),
        several=True,
    ),
    ListField("fax", "FAX番号", (r"(?:fax|ファックス|ファクス|ファクシミリ)(?:番号)?1?",)),
    ListField(
        "email",
        "メールアドレス",
        (r"(?:連絡先|代表)?(?:電子|e-?)?(?:メール|mail)(?:アドレス)?1?",),
    ),
    ListField(
        "website", "ホームページ", (r"url1?|(?:施設|団体)?(?:ホームページ|hp|web(?:サイト)?)(?:の?url|アドレス)?",)
    ),
    ListField(
        "operator",
        "運営団体",
        (
            r"(?:運営|実施|設置|経営|開設)(?:団体|主体|者|法人|事業者|会社)名?(?:称)?",
            r"法人の?名称?|開設者氏名",
            r"団体名称?",
        ),
    ),
    ListField(
        "area_served",
        "活動地域",
        (
            r"活動(?:地域|エリア|区域)|(?:主な)?活動(?:地区|場所)|サービス提供地域",
            r"(?:対象|担当)?地区名?|(?:日常生活)?圏域名?|地域名?|学区|小学校区|中学校区",
        ),
        several=True,
    ),
    ListField(
        "activities",
        "支援の種類",
        (r"(?:主な)?(?:活動|支援)の?(?:分野|種類|区分)|活動|実施支援の主な区分|分野",),
        several=True,
    ),
    ListField("targets", "支援の対象", (r"(?:主な)?(?:支援|利用|活動)?の?対象(?:者)?",), several=True),
    ListField(
        "description",
        "活動の概要",
        (
            r"活動の?(?:概要|内容)|(?:事業|支援)(?:の?概要|の?内容)|概要|説明",
            r"設置目的|目的|提供内容|実施サービス|サービスの?(?:種類|種別|内容)",
            r"(?:施設|医療機関|事業所)?の?(?:種別|種類|区分|分類)|業種|診療科目|避難種別",
        ),
        several=True,
    ),
    ListField(
        "names", "ほかの名称", (r"名称_?\(?(?:通称|英語|英字|略称|愛称)\)?(?:表記)?|通称|略称|愛称|別名|旧名称|ほかの名称",), several=True
    ),
    ListField(
        "identifiers",
        "その他の番号",
        (r"(?:介護保険)?事業所番号|poiコード|(?:施設|医療機関|台帳|登録)(?:番号|コード)",),
        several=True,
    ),
    ListField(KEY, LABEL, (r"記録番号",)),
    ListField(SEEN, "一覧で見るだけの列（取り込みません）", (), several=True, taken=False),
    ListField("code", "団体コード（取込先と照らす）", (r"(?:全国)?(?:地方公共団体|自治体|団体)コード.*|(?:都道府県|市区町村)コー?ド.*|所在地_全国地方公共団体コード",), several=True),
    ListField("place", "地方公共団体名（取込先と照らす）", (r"(?:地方公共団体|自治体)名",), several=True),
    ListField("number", "番号", (r"id|noー?\.?|no\.|番号|連番|通し番号|通番|#|項番",), taken=False),
    ListField(
        "note",
        "備考に残す",
        (
            r"備考.*|特記事項|メモ|連絡事項|注記",
            r"アクセス方法|駐車場.*|バリアフリー情報|画像.*|写真\d*|.*特記事項|.*連絡先備考.*|追加情報no",
            r"(?:利用|診療|受付|営業|開館|開所)(?:可能)?(?:曜日|日|時間|日時)|(?:診療|受付)?(?:開始|終了)時間|提供時間|定休日|休館日|休業日",
            r"(?:収容|利用|受入)?定員|受入年齢|一時預かりの有無|認可等?年月日|(?:想定)?収容(?:人[数員]|定員).*|対象年齢",
            r"開催.*|参加(?:条件|費).*|予約.*|フードパントリー.*|テイクアウト.*|ネットワークの加入|提供内容備考",
            r"設置位置|小児対応設備の有無|町字id|高度の(?:種別|値)|utmポイント|連絡先formurl|メールアドレス2.*|url\d|sns.*",
            r"避難所面積.*|開設される災害.*|災害種?別?.*|.*浸水.*|家屋倒壊.*|土砂災害.*|指定避難所との.*|対象となる町会・自治会",
            r"標高.*|耐震性?|備蓄.*|発電機.*|施設面積.*|指定場所|緊急避難場所.*|避難.*|地域防災計画.*",
            r"病床数.*|指定(?:年月日|期間.*)|時間外における対応|所管(?:課|部署|部局)|担当(?:課|部署)",
        ),
        several=True,
        nothing=False,
    ),
)  # fmt: skip
OTHER_TABLES = (
    NoSuchList(
        (r"総人口|人口総数", r"0[ー-]4歳.*"),
        "この表は「地域・年齢別人口」です。団体の一覧ではないため、取り込めません。"
        "課題・ニーズの数値として使うときは、集計した値を「数値」に入力してください。",
    ),
    NoSuchList(
        (r"イベント名", r"開始日"),
        "この表は「イベント一覧」です。団体の一覧ではないため、取り込めません。",
    ),
    NoSuchList(
        (r"データセット名称?", r".*(?:更新頻度|フォーマット|データ形式)"),
        "この表は「オープンデータ一覧」です。団体の一覧ではないため、取り込めません。",
    ),
    NoSuchList(
        (r"文化財分類|文化財.*", r"文化財指定日|文化財.*"),
        "この表は「文化財一覧」です。団体の一覧ではないため、取り込めません。",
    ),
)


def refine(headers: Sequence[Header], found: dict[int, str]) -> None:
    """What headings alone don't tell.

    A running number is nobody's; in open data it is the publisher's own key for the place.
    Polite headings (団体名を教えてください) are known to the survey import.
    """
    leave_seen(headers, found)
    columns = {name: column for column, name in found.items()}
    for header in headers:
        if header.column not in found and (name := _polite(header.text)) not in (*columns, ""):
            found[header.column] = name
            columns[name] = header.column
    if "code" in columns and "number" in columns:
        found[columns["number"]] = "identifiers"


def _polite(heading: str) -> str:
    role = role_of(heading)
    return ROLES.get(role, "") if heading_key(heading) != "番号" else ""


ROLES = {
    "organization:name": "name",
    "organization:kana": "kana",
    "organization:phone": "phone",
    "organization:email": "email",
    "organization:postal_code": "postal_code",
    "organization:address": "address",
    "organization:url": "website",
    "organization:corporate_number": "corporate_number",
    "organization:municipality": "city",
}
