"""Tables of results are known by their arithmetic; lists and answers never are."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from surveys.importing.aggregates.figures import TableFigure, base_in, has_part
from surveys.importing.aggregates.recognition import read_aggregates
from surveys.importing.shapes import Sheet

Rows = list[list[Any]]

SIMPLE: Rows = [
    ["問5 孤独を感じることがありますか（n=200）"],
    ["選択肢", "件数", "％"],
    ["よくある", 24, "12.0"],
    ["ときどきある", 76, "38.0"],
    ["ない", 90, "45.0"],
    ["無回答", 10, "5.0"],
]
WITH_TOTAL: Rows = [
    ["Q3 団体の種類", "回答者数", "構成比"],
    ["NPO法人", 30, 0.3],
    ["社会福祉法人", 45, 0.45],
    ["任意団体", 25, 0.25],
    ["全体", 100, 1],
]
SEVERAL: Rows = [
    ["地域のつながりに関する調査　単純集計"],
    [],
    ["問1 性別"],
    ["項目", "度数", "割合(%)"],
    ["男性", "1,020", "51.0"],
    ["女性", "980", "49.0"],
    ["合計", "2,000", "100.0"],
    [],
    ["問2 相談先（複数回答）　n=2,000"],
    ["項目", "度数", "割合(%)"],
    ["家族", "1,500", "75.0"],
    ["友人", "900", "45.0"],
    ["役所", "100", "5.0"],
]
CROSS: Rows = [
    ["年代別の孤独感"],
    ["", "回答者数", "ある", "ない", "無回答"],
    ["全体", 300, 40.0, 55.0, 5.0],
    ["20代", 100, 50.0, 45.5, 4.5],
    ["60代", 200, 35.0, 59.8, 5.3],
]
COUNTS: Rows = [
    ["地区", "男", "女", "計"],
    ["北", 12, 13, 25],
    ["中央", 30, 31, 61],
    ["南", 8, 9, 17],
    ["合計", 50, 53, 103],
]
PAIRED: Rows = [
    ["年代", "全体", "知っている", "知らない"],
    ["20代", 50, 20, 30],
    [None, "100.0", "40.0", "60.0"],
    ["60代", 80, 60, 20],
    [None, "100.0", "75.0", "25.0"],
]
MULTIPLE: Rows = [
    ["性別", "n", "電話", "メール", "訪問"],
    ["全体", 400, "62.5%", "40.0%", "33.3%"],
    ["男性", 180, "60.0%", "45.0%", "30.0%"],
    ["女性", 220, "64.5%", "35.9%", "36.0%"],
]
E_STAT: Rows = [
    ["表章項目 コード", "表章項目", "男女別 コード", "男女別", "時間軸(年) コード", "時間軸(年)", "単位", "全国", "北海道"],
    ["1", "人口", "0", "総数", "2020", "2020年", "千人", "126,146", "5,225"],
    ["1", "人口", "1", "男", "2020", "2020年", "千人", "61,350", "2,465"],
]  # fmt: skip
E_STAT_LONG: Rows = [
    ["tab_code", "表章項目", "cat01_code", "世帯の型", "time_code", "時間軸（調査年）", "unit", "value"],
    ["020", "一般世帯数", "01", "単独世帯", "2020", "2020年", "世帯", "21151042"],
    ["020", "一般世帯数", "02", "夫婦のみ", "2020", "2020年", "世帯", "11158840"],
]  # fmt: skip
STATISTICS: Rows = [
    ["第2表　県別の世帯数"],
    [None, None, None, None, "（単位　千世帯）"],
    ["県", "コード", "世帯数", "単独", "その他の世帯"],
    ["全国", "", "6,000", "2,000", "4,000"],
    ["東県", "01", "3,000", "1,200", "1,800"],
    ["西県", "02", "1,000", "300", "700"],
    ["南県", "03", "2,000", "500", "1,500"],
]

E_STAT_FILE: Rows = [
    ["統計名：", "社会生活基本調査"],
    ["表題：", "行動者率"],
    [],
    ["表章項目 コード", "表章項目", "性別 コード", "性別", "時間軸(年次) コード", "時間軸(年次)", "/全国", "北海道"],
    ["100", "行動者数（千人）", "0", "総数", "2021000000", "2021年", "20,048", "***"],
    ["110", "行動者率（%）", "0", "総数", "2021000000", "2021年", "17.8", "14.9"],
]  # fmt: skip
TWO_LEVELS: Rows = [
    ["問7 相談相手（複数回答）"],
    ["", "", "件数", "", "割合", ""],
    ["区分", "n", "家族", "友人", "家族", "友人"],
    ["全体", 100, 70, 40, "70.0%", "40.0%"],
    ["男", 50, 30, 20, "60.0%", "40.0%"],
    ["女", 50, 40, 20, "80.0%", "40.0%"],
]
FRACTIONS: Rows = [
    ["年代", "n", "はい", "いいえ"],
    ["若年", 30, 0.4, 0.6],
    ["高年", 60, 0.35, 0.65],
]
YEARS: Rows = [
    ["相談件数の推移（単位：件）"],
    ["内容", "令和4年度", "令和5年度"],
    ["生活", 120, 130],
    ["仕事", 80, 90],
    ["家族", 60, 55],
    ["合計", 260, 275],
]
RATES: Rows = [
    ["質問：参加したい活動（n=80、複数回答）"],
    ["項目", "回答数", "回答率"],
    ["食堂", 40, 0.5],
    ["サロン", 24, 0.3],
    ["特にない", 10, 0.125],
]
SHARES: Rows = [
    ["問8　n=512"],
    ["選択肢", "割合"],
    ["知っている", "23.4%"],
    ["聞いたことがある", "30.1%"],
    ["知らない", "46.5%"],
]


@pytest.mark.parametrize(
    ("rows", "how_many", "first"),
    [
        (SIMPLE, 8, ("問5 孤独を感じることがありますか", "よくある", "24件", 200)),
        (WITH_TOTAL, 6, ("Q3 団体の種類", "NPO法人", "30人", 100)),
        (SEVERAL, 10, ("問1 性別", "男性", "1,020件", 2000)),
        (CROSS, 9, ("年代別の孤独感（全体）", "ある", "40%", 300)),
        (COUNTS, 8, ("北", "男", "12", 25)),
        (PAIRED, 8, ("20代", "知っている", "20", 50)),
        (MULTIPLE, 9, ("全体", "電話", "62.5%", 400)),
        (E_STAT, 4, ("人口", "総数・2020年・全国", "126,146千人", None)),
        (E_STAT_LONG, 2, ("一般世帯数", "単独世帯・2020年", "21151042世帯", None)),
        (E_STAT_FILE, 3, ("行動者数（千人）", "総数・2021年・全国", "20,048千人", None)),
        (TWO_LEVELS, 12, ("問7 相談相手（全体）", "件数 / 家族", "70", 100)),
        (FRACTIONS, 4, ("若年", "はい", "40%", 30)),
        (YEARS, 8, ("令和4年度", "生活", "120件", None)),
        (RATES, 6, ("質問：参加したい活動", "食堂", "40件", 80)),
        (SHARES, 3, ("問8", "知っている", "23.4%", 512)),
        (STATISTICS, 12, ("世帯数", "全国", "6,000千世帯", None)),
    ],
)
def test_a_table_of_results_is_read_with_its_bases(
    rows: Rows, how_many: int, first: tuple[str, str, str, int | None]
) -> None:
    found = read_aggregates(Sheet(None, rows))
    assert found is not None
    assert len(found.figures) == how_many
    figure = found.figures[0]
    shown = figure.as_printed or f"{figure.value.normalize():f}{figure.unit}"
    assert (figure.question, figure.option, shown, figure.base) == first
    assert found.doubts == []


ANSWERS: dict[str, Rows] = {
    "questions and answers with a count of their own": [
        ["設問", "回答", "件数", "担当"],
        ["問1", "はい", 3, "福祉課"],
        ["問2", "いいえ", 2, "防災課"],
    ],
    "places with the codes of the state": [
        ["全国地方公共団体コード", "都道府県名", "名称", "緯度", "経度"],
        ["131083", "東京都", "みなと食堂", 35.1, 139.1],
        ["131083", "東京都", "北サロン", 35.2, 139.2],
    ],
    "answers of municipalities": [
        ["市区町村コード", "市区町村", "問1", "問2", "全国"],
        ["01100", "札幌市", "はい", 3, "知っている"],
        ["13101", "千代田区", "いいえ", 4, "知らない"],
    ],
    "answers of organizations": [
        ["団体名", "会員数", "件数", "割合"],
        *[[f"第{n}会", n * 3, n, f"{n}%"] for n in range(1, 9)],
    ],
    "a list with a row of sums": [
        ["施設名", "定員", "男", "女"],
        ["東園", 30, 14, 16],
        ["西園", 20, 9, 11],
        ["合計", 50, 23, 27],
    ],
    "numbered answers that add up": [
        ["No", "男", "女", "合計"],
        [1, 3, 4, 7],
        [2, 5, 5, 10],
        [3, 1, 0, 1],
    ],
    "shops and their scores": [
        ["店舗", "味", "接客", "合計"],
        ["駅前", 3, 4, 7],
        ["港", 5, 5, 10],
        ["北", 1, 2, 3],
    ],
    "codes": [["回答番号", "問1", "問2"], [1, 1, 2], [2, 2, 2], [3, 1, 1]],
    "an allowance of counts": [
        ["事業", "件数", "割合"],
        ["相談", 3, "多い"],
        ["訪問", 4, "少ない"],
    ],
    "few words and numbers": [
        ["地区", "回数", "人数"],
        ["北", 3, 12],
        ["北", 4, 15],
        ["南", 2, 20],
    ],
    "places": [
        ["名称", "緯度", "経度"],
        ["中央公園", 35.1, 139.2],
        ["北公園", 35.3, 139.4],
        ["計測所", 35.2, 139.3],
    ],
}


def test_a_table_by_municipality_is_one_of_results() -> None:
    rows: Rows = [["市区町村", "総数", "男", "女"], ["東市", 100, 48, 52], ["西町", 40, 19, 21]]
    found = read_aggregates(Sheet("人口", rows))
    assert found is not None
    assert [figure.base for figure in found.figures] == [100, 100, 40, 40]


@pytest.mark.parametrize("rows", ANSWERS.values(), ids=ANSWERS.keys())
def test_answers_and_lists_are_no_results(rows: Rows) -> None:
    assert read_aggregates(Sheet(None, rows)) is None


def test_a_share_that_is_not_that_of_its_count_is_told_and_kept() -> None:
    rows = [*SIMPLE[:2], ["よくある", 24, "21.0"], *SIMPLE[3:]]
    found = read_aggregates(Sheet(None, rows))
    assert found is not None
    assert found.figures[1].as_printed == "21.0%"
    assert found.doubts == [
        "「よくある」の21.0％は、24÷200と合いません。資料のとおりに登録します。"
    ]


def test_what_excel_shows_as_a_share_is_one() -> None:
    found = read_aggregates(Sheet(None, WITH_TOTAL))
    assert found is not None
    shares = [figure for figure in found.figures if figure.unit == "%"]
    assert [share.value for share in shares] == [30, 45, 25]


def test_several_answers_are_marked_as_such() -> None:
    found = read_aggregates(Sheet(None, SEVERAL))
    assert found is not None
    assert found.title == "地域のつながりに関する調査 単純集計"

    def of(question: str) -> list[TableFigure]:
        return [figure for figure in found.figures if figure.question.startswith(question)]

    assert {figure.multiple for figure in of("問1")} == {False}
    assert {figure.multiple for figure in of("問2")} == {True}
    assert {figure.base for figure in of("問2")} == {2000}


@pytest.mark.parametrize(
    ("text", "base"), [("n=412", 412), ("有効回答数：1,412", 1_412), (f"n={'9' * 5_000}", None)]
)
def test_the_base_a_text_names(text: str, base: int | None) -> None:
    assert base_in([text]) == base


def test_a_number_as_long_as_a_line_has_parts_or_none() -> None:
    assert not has_part(Decimal("9" * 60))
    assert has_part(Decimal("0.5"))
