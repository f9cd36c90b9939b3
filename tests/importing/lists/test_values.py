"""What a cell becomes: nothing is dropped in silence, and no value keeps an organization out."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from organizations.models import Municipality, Term
from surveys import actions
from surveys.importing.lists.plan import make_list_plan
from surveys.importing.lists.rows import ListRow
from tests.factories.municipality import MunicipalityFactory
from tests.factories.organization import OrganizationFactory
from tests.importing.files import xlsx_bytes
from tests.importing.lists.files import one_row, plan, told

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("heading", "written", "field", "value"),
    [
        ("電話番号", "(054)624-3668", "phone", "(054)624-3668"),
        ("電話番号", "312345678", "phone", "0312345678"),
        ("電話番号", "（小）054-625-7200", "phone", "(小)054-625-7200"),
        ("郵便番号", "600001", "postal_code", "060-0001"),
        ("内線", "2282", "other_phones", "内線：2282"),
        ("メール", "koto＠example.jp", "email", "koto@example.jp"),
        ("URL", "www.example.jp/a", "website", "https://www.example.jp/a"),
        ("URL", "https://example.jp/a\r\nb/", "website", "https://example.jp/ab/"),
        ("運営団体", "ＮＰＯ法人みなと", "operator", "ＮＰＯ法人みなと"),
        ("定員", "20", "note", "定員：20"),
        ("備考", "月1回", "note", "月1回"),
        ("種別", "公立", "description", "公立"),
    ],
)
def test_a_value_is_taken_as_printed_or_mended(
    koto: Municipality, heading: str, written: str, field: str, value: str
) -> None:
    row = one_row(koto, 名称="つむぎの家", **{heading: written})
    assert row.values[field] == value
    assert not row.problems


@pytest.mark.parametrize(
    ("heading", "written"),
    [
        ("法人番号", "7000012050003"),
        ("郵便番号", "12345"),
        ("電話番号", "非公開"),
        ("メール", "みなと"),
        ("URL", "なし（作成中）"),
        ("緯度", "北の方"),
        ("法人格", "宇宙法人"),
        ("方書", "あ" * 201),
    ],
)
def test_a_bad_value_moves_to_the_note_and_is_told(
    koto: Municipality, heading: str, written: str
) -> None:
    row = one_row(koto, 名称="つむぎの家", **{heading: written})
    assert row.state == "new"
    assert row.values["note"] == f"{heading}：{written}"
    [(column, message)] = told(row)
    assert column == heading
    assert message.endswith("備考に残しました。")


@pytest.mark.parametrize(
    ("latitude", "longitude", "taken"),
    [
        ("26.316990", "135.377275583007", ("26.316990", "135.377275583007")),
        ("３５．５", "139.8", ("35.5", "139.8")),
        ("北の方", "139.8", None),
        ("35.5", "", None),
    ],
)
def test_a_place_on_the_map_is_taken_whole_or_not_at_all(
    koto: Municipality, latitude: str, longitude: str, taken: tuple[str, str] | None
) -> None:
    row = one_row(koto, 名称="つむぎの家", 緯度=latitude, 経度=longitude)
    found = row.values.get("latitude"), row.values.get("longitude")
    assert found == (taken or (None, None))
    if taken is None:
        assert all(text in row.values["note"] for text in (latitude, longitude))
        assert all(message.endswith("備考に残しました。") for _, message in told(row))


def test_a_mended_value_is_told(koto: Municipality) -> None:
    row = one_row(koto, 名称="つむぎの家", 電話番号="312345678")
    assert told(row) == [("電話番号", "登録の形に直しました。")]


def test_a_dash_says_nothing_and_is_told(koto: Municipality) -> None:
    row = one_row(koto, 名称="つむぎの家", 電話番号="ー")
    assert "phone" not in row.values
    assert told(row) == [("電話番号", "記入なしとみました。")]


def test_only_a_row_without_a_name_is_refused(koto: Municipality) -> None:
    rows = plan(koto, ["名称", "電話番号"], ["", "03-1111-1111"], ["つむぎの家", "?"]).rows
    assert [row.state for row in rows] == ["error", "new"]


def test_several_columns_of_one_field_keep_their_headings(koto: Municipality) -> None:
    row = one_row(koto, 名称="つむぎの家", 電話番号1="03-1111-1111", 電話番号2="03-2222-2222",
                  内線番号="12", 種別="公立", 説明="だれでも")  # fmt: skip
    assert row.values["phone"] == "03-1111-1111"
    assert row.values["other_phones"] == "電話番号2：03-2222-2222、内線番号：12"
    assert row.values["description"].splitlines() == ["種別：公立", "説明：だれでも"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"都道府県": "東京都", "市区町村名": "江東区", "住所": "東京都江東区亀戸7-41-16"},
         ("東京都", "江東区", "亀戸7-41-16")),
        ({"都道府県": "東京都", "市区町村名": "江東区", "住所": "江東区亀戸7-41-16"},
         ("東京都", "江東区", "亀戸7-41-16")),
        ({"住所": "東京都江東区亀戸7-41-16"}, ("東京都", "江東区", "亀戸7-41-16")),
        ({"住所": "江東区亀戸7-41-16"}, ("", "江東区", "亀戸7-41-16")),
        ({"住所": "亀戸7-41-16"}, ("", "", "亀戸7-41-16")),
        ({"所在地_都道府県": "東京都", "所在地_市区町村": "江東区", "所在地_町字": "亀戸",
          "所在地_番地以下": "7-41-16"}, ("東京都", "江東区", "亀戸7-41-16")),
    ],
)  # fmt: skip
def test_prefecture_and_city_are_not_doubled(
    koto: Municipality, cells: dict[str, str], expected: tuple[str, str, str]
) -> None:
    values = one_row(koto, 名称="つむぎの家", **cells).values
    assert tuple(values.get(n, "") for n in ("prefecture", "city", "town")) == expected


def test_where_the_address_is_elsewhere_it_is_believed_and_told(koto: Municipality) -> None:
    row = one_row(koto, 名称="つむぎの家", 都道府県="千葉県", 住所="東京都江東区亀戸1-1")
    assert row.values["prefecture"] == "東京都"
    assert row.values["note"] == "都道府県：千葉県"
    assert "住所のとおりにしました" in told(row)[0][1]


def test_words_are_those_of_the_vocabulary(koto: Municipality) -> None:
    for kind, label in (("function", "学習"), ("function", "居場所"), ("target", "子ども・子育て")):
        Term.objects.create(kind=kind, label=label)
    row = one_row(koto, 名称="つむぎの家", 活動="学習支援;居場所；占い", 対象="こども、子育て")
    assert row.values["activities"] == "学習、居場所"
    assert row.values["targets"] == "子ども・子育て"
    assert told(row) == [("活動", "用語にない言葉です。備考に残しました。")]
    assert row.values["note"] == "活動：占い"


def test_a_list_of_another_municipality_is_told(koto: Municipality) -> None:
    found = plan(
        koto, ["全国地方公共団体コード", "名称"], ["222127", "港会館"], ["222127", "町会館"]
    )
    [told_once] = found.told()
    assert (told_once.column, told_once.rows, told_once.examples) == (
        "市区町村", [2, 3], ["団体コード222127"]
    )  # fmt: skip
    assert f"取込先（{koto}）とは別の市区町村" in told_once.message
    assert found.rows[0].values["note"] == "全国地方公共団体コード：222127"


def test_line_breaks_stay_where_there_are_lines(koto: Municipality) -> None:
    cells = {"名称": "つむぎの家\r\n本部", "備考": "月1回\r\n要予約"}
    row = one_row(koto, **cells)
    assert row.values["name"] == "つむぎの家 本部"
    assert row.values["note"] == "月1回\n要予約"
    assert told(row) == [("名称", "改行を空白にしました。")]


@pytest.mark.parametrize(
    ("heading", "here", "there"),
    [
        ("住所", "東京都江東区大島1-1", "東京都墨田区押上1-1"),
        ("住所", "江東区大島1-1", "墨田区押上1-1"),
        ("市区町村", "江東区", "墨田区"),
        ("団体コード", "131083", "131075"),
        ("団体コード", "13108", "13107"),
        ("都道府県コード又は市区町村コード", "131083", "131075"),
    ],
)
def test_rows_of_another_municipality_are_told_in_one_line(
    koto: Municipality, heading: str, here: str, there: str
) -> None:
    MunicipalityFactory(
        code="131075", name="墨田区", kind="special_ward", prefecture=koto.prefecture
    )
    rows = ["うめの会", here], ["たけの会", there], ["まつの会", there]
    found = plan(koto, ["名称", heading], *rows)
    [line] = [told for told in found.told() if told.column == "市区町村"]
    assert (line.rows, line.examples) == ([3, 4], ["墨田区"])
    assert [row.state for row in found.rows] == ["new"] * 3


def test_letters_that_cannot_be_read_are_told(koto: Municipality) -> None:
    for name, code in (("渡\ue000会", "U+E000"), ("吉\ufffd野の会", "U+FFFD")):
        [(column, message)] = told(one_row(koto, 名称=name))
        assert column == "名称"
        assert code in message


def test_a_postal_code_in_front_of_the_address_is_one(koto: Municipality) -> None:
    values = one_row(koto, 名称="つむぎの家", 住所="〒135-0047 東京都江東区富岡1-2-3").values
    assert (values["postal_code"], values["city"], values["town"]) == (
        "135-0047", "江東区", "富岡1-2-3"
    )  # fmt: skip
    row = one_row(koto, 名称="つむぎの家", 住所="〒135-0047 江東区富岡1", 郵便番号="136-0001")
    assert (row.values["postal_code"], row.values["note"]) == ("136-0001", "住所：135-0047")


def test_a_latitude_beyond_the_pole_is_left_out(koto: Municipality) -> None:
    row = one_row(koto, 名称="つむぎの家", 緯度="91.5", 経度="139.8")
    assert not {"latitude", "longitude"} & row.values.keys()  # half a place is none
    assert told(row)[0][0] == "緯度"


def test_targets_without_activities_are_told_once_for_the_file(koto: Municipality) -> None:
    Term.objects.create(kind="target", label="高齢者")
    found = plan(koto, ["名称", "対象"], ["うめの会", "高齢者"], ["たけの会", "高齢者"])
    assert [row.values["note"] for row in found.rows] == ["支援の対象：高齢者"] * 2
    assert len(found.file.remarks) == 1
    assert found.notes == []


@pytest.mark.parametrize(("latitude", "errors"), [("91.5", 1), ("-90", 0), ("200", 1), ("北", 1)])
def test_the_registry_has_no_place_beyond_the_pole(
    koto: Municipality, latitude: str, errors: int
) -> None:
    found = OrganizationFactory.build(municipality=koto, latitude=latitude)
    try:
        found.full_clean()
    except ValidationError as error:
        assert [len(error.message_dict["latitude"]), errors] == [1, 1]
    else:
        assert errors == 0


ABOVE = ["団体名", "市区町村", "活動内容", "電話番号", "備考"]


def rows_of(koto: Municipality, *rows: list[str]) -> list[ListRow]:
    return plan(koto, ABOVE, *rows).rows


def test_the_sign_for_the_cell_above_is_read_as_that_cell(koto: Municipality) -> None:
    first = ["みなと食堂", "江東区", "こども食堂", "03-1111-2222", "〃"]
    second, third = rows_of(
        koto, first, ["つむぎの家", "〃", "同上", "", ""], ["こみち会", "〃", "〃", "〃", ""]
    )[1:]
    assert (second.values["city"], second.values["description"]) == ("江東区", "こども食堂")
    assert third.values["description"] == "こども食堂"
    assert "phone" not in third.values  # the cell above it is empty
    assert ("活動内容", "上の行と同じ「こども食堂」と読みました。") in told(second)
    assert ("電話番号", "上の行が空欄のため、空欄とみました。") in told(third)


def test_half_a_name_is_no_name(koto: Municipality) -> None:
    row = rows_of(koto, ["深川支部", "", "", "", ""], ["〃　砂町支部", "", "", "", ""])[1]
    [problem] = row.problems
    assert "どの団体名のことか分かりません" in problem.message


@pytest.mark.parametrize("word", ["なし", "未定", "調査中", "―", "－"])
def test_a_word_for_nothing_is_no_value(koto: Municipality, word: str) -> None:
    row = one_row(koto, 名称="つむぎの家", 活動内容=word, 電話番号=word, 住所=word)
    assert row.values.keys() == {"name"}
    assert told(row) == [
        (name, "記入なしとみました。") for name in ("活動内容", "電話番号", "住所")
    ]


def test_in_remarks_such_a_word_is_kept(koto: Municipality) -> None:
    row = one_row(koto, 名称="つむぎの家", 駐車場="なし", 定休日="なし")
    assert row.values["note"].splitlines() == ["駐車場：なし", "定休日：なし"]


def test_the_cell_to_the_left_and_half_a_reference(koto: Municipality) -> None:
    row = plan(
        koto, ["団体名", "電話番号", "FAX", "住所"],
        ["深川支部", "03-1111-2222", "同左", "江東区江東区亀戸1-1"],
        ["みなと食堂", "", "", "〃 2階"],
    ).rows  # fmt: skip
    assert (row[0].values["fax"], row[0].values["town"]) == ("03-1111-2222", "亀戸1-1")
    assert any("どの住所のことか分かりません" in message for _, message in told(row[1]))


def test_a_merged_cell_is_of_every_row_it_covers(koto: Municipality) -> None:
    table = [
        ["団体名", "地区", "電話番号"],
        ["深川支部", "深川", "03-1111-2222"],
        ["みなと食堂", None, None],
        ["つむぎの家", "城東", "03-3333-4444"],
    ]
    batch = actions.start_list_import(
        data=xlsx_bytes(table, merges=["B2:B3", "C2:C3"]),
        name="一覧.xlsx",
        municipality=koto,
        by=None,
    )
    second = make_list_plan(batch).rows[1]
    assert (second.values["area_served"], second.values["phone"]) == ("深川", "03-1111-2222")


def test_what_excel_could_not_compute_is_no_value(koto: Municipality) -> None:
    book = Workbook()
    sheet = book.active
    for row in (
        ["団体名", "住所"],
        ["みなと食堂", "#N/A"],
        ["つむぎの家", '=A1&"様"'],
        ["#REF!", ""],
    ):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    batch = actions.start_list_import(
        data=file.getvalue(), name="一覧.xlsx", municipality=koto, by=None
    )
    plan = make_list_plan(batch)
    assert [row.values for row in plan.rows[:2]] == [{"name": "みなと食堂"}, {"name": "つむぎの家"}]
    assert [(n.row, n.value) for n in plan.notes] == [(2, "#N/A"), (3, '=A1&"様"')]
    assert plan.problems[0].value == "#REF!" and "Excelのエラー" in plan.problems[0].message


def test_two_rows_of_headings(koto: Municipality) -> None:
    headings = ["団体 / 名称", "連絡先 / 所在地", "連絡先 / TEL", "代表者 / 住所"]
    table = [[h.split(" / ")[0] for h in headings], [h.split(" / ")[1] for h in headings]]
    rows = [
        *table,
        ["みなと食堂", "亀戸1-1", "03-1111-2222", "大島2-2"],
        ["つむぎの家", "亀戸3-3", "", ""],
    ]
    batch = actions.start_list_import(
        data=xlsx_bytes(rows, merges=["B1:C1"]), name="一覧.xlsx", municipality=koto, by=None
    )
    found = make_list_plan(batch)
    assert found.rows[0].values["phone"] == "03-1111-2222"
    assert found.rows[0].values["town"] == "亀戸1-1"


def test_a_sum_with_a_unit_is_no_organization(koto: Municipality) -> None:
    found = plan(koto, ["No", "団体名", "店舗"], ["1", "亀戸商店街", "120店"], ["2", "大島商店街", "180店"],
                 ["", "合計", "300店"])  # fmt: skip
    assert [row.values["name"] for row in found.rows] == ["亀戸商店街", "大島商店街"]
