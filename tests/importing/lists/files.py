"""Small lists of made-up places, in the headings of the standard open data."""

from __future__ import annotations

from organizations.models import Municipality
from surveys import actions
from surveys.importing.lists.plan import ListPlan, make_list_plan
from surveys.importing.lists.rows import ListRow
from surveys.models import ImportBatch

CAFETERIA = [
    "全国地方公共団体コード",
    "ID",
    "都道府県",
    "市区町村名",
    "名称",
    "名称_カナ",
    "設置目的",
    "実施支援の主な区分",
    "住所",
    "方書",
    "緯度",
    "経度",
    "電話番号1",
    "電話番号1_連絡先備考",
    "電話番号2",
    "電話番号2_連絡先備考",
    "内線番号",
    "FAX番号",
    "URL",
    "メールアドレス1",
    "メールアドレス1_連絡先備考",
    "メールアドレス2",
    "メールアドレス2_連絡先備考",
    "法人番号",
    "運営団体名",
    "開催頻度",
    "開催曜日",
    "開催日",
    "開催開始時間",
    "開催終了時間",
    "開催日時特記事項",
    "参加条件",
    "参加費_幼児",
    "参加費_小学生",
    "参加費_中学生",
    "参加費_高校生",
    "参加費_大人",
    "参加費特記事項",
    "予約方法",
    "予約特記事項",
    "定員",
    "フードパントリー実施",
    "テイクアウト実施",
    "学区",
    "ネットワークの加入",
    "追加情報NO",
    "画像",
    "画像_ライセンス",
    "備考",
]
CHILDCARE = [
    "都道府県コ―ド又は市区町村コ―ド",
    "NO",
    "都道府県名",
    "市区町村名",
    "名称",
    "名称_カナ",
    "種別",
    "住所",
    "方書",
    "緯度",
    "経度",
    "アクセス方法",
    "駐車場情報",
    "電話番号",
    "内線番号",
    "FAX番号",
    "法人番号",
    "団体名",
    "認可等年月日",
    "収容定員",
    "受入年齢",
    "利用可能曜日",
    "開始時間",
    "終了時間",
    "利用可能日時特記事項",
    "一時預かりの有無",
    "URL",
    "備考",
]
CARE = [
    "都道府県コード又は市区町村コード",
    "NO",
    "都道府県名",
    "市区町村名",
    "介護サービス事業所名称",
    "介護サービス事業所名称_カナ",
    "実施サービス",
    "住所",
    "方書",
    "緯度",
    "経度",
    "電話番号",
    "内線番号",
    "FAX番号",
    "法人番号",
    "法人の名称",
    "事業所番号",
    "利用可能曜日",
    "利用可能日時特記事項",
    "定員",
    "URL",
    "備考",
]
PUBLIC = [
    "全国地方公共団体コード",
    "ID",
    "地方公共団体名",
    "名称",
    "名称_カナ",
    "名称_英字",
    "名称_通称",
    "POIコード",
    "所在地_全国地方公共団体コード",
    "町字ID",
    "所在地_連結表記",
    "所在地_都道府県",
    "所在地_市区町村",
    "所在地_町字",
    "所在地_番地以下",
    "建物名等(方書)",
    "緯度",
    "経度",
    "高度の種別",
    "高度の値",
    "電話番号",
    "内線番号",
    "連絡先メールアドレス",
    "連絡先FormURL",
    "連絡先備考(その他、SNSなど)",
    "郵便番号",
    "法人番号",
    "団体名",
    "利用可能曜日",
    "開始時間",
    "終了時間",
    "利用可能日時特記事項",
    "説明",
    "バリアフリー情報",
    "URL",
    "画像",
    "画像_ライセンス",
    "備考",
]
POPULATION = ["地域コード", "地域名", "総人口", "男性", "女性", "0-4歳の男性", "0-4歳の女性"]


def lines(*rows: list[str] | tuple[str, ...]) -> bytes:
    quoted = (",".join(f'"{cell}"' for cell in row) for row in rows)
    return "\n".join(quoted).encode()


def draft(home: Municipality, *rows: list[str] | tuple[str, ...]) -> ImportBatch:
    return actions.start_list_import(data=lines(*rows), name="一覧.csv", municipality=home, by=None)


def plan(home: Municipality, *rows: list[str] | tuple[str, ...]) -> ListPlan:
    return make_list_plan(draft(home, *rows))


def one_row(home: Municipality, **cells: str) -> ListRow:
    """A list of one row beside a plain one."""
    names = list(cells)
    filler = ["みなと食堂" if name in ("名称", "団体名") else "" for name in names]
    [row, _] = plan(home, names, list(cells.values()), filler).rows
    return row


def told(row: ListRow) -> list[tuple[str, str]]:
    return [(note.column, note.message) for note in row.notes]
