"""Which column of a list is what."""

from __future__ import annotations

import pytest

from organizations.models import Municipality
from surveys.importing.list_kinds import kind_of
from surveys.importing.lists.columns import asks_something, columns_of
from surveys.importing.lists.headings import recognised
from surveys.importing.planning.drafts import read_batch
from surveys.importing.shapes import Header, Refused
from surveys.models import ImportBatch
from tests.importing.lists.files import (
    CAFETERIA,
    CARE,
    CHILDCARE,
    POPULATION,
    PUBLIC,
    draft,
    plan,
)

pytestmark = pytest.mark.django_db
ORGANIZATIONS = ImportBatch.Kind.ORGANIZATIONS


def found(*headings: str) -> dict[str, str]:
    headers = [Header(n, text) for n, text in enumerate(headings, start=1)]
    fields = recognised(kind_of(ORGANIZATIONS), headers)
    return {headings[column - 1]: field for column, field in fields.items()}


@pytest.mark.parametrize("headings", [CAFETERIA, CHILDCARE, CARE, PUBLIC])
def test_every_column_of_a_standard_list_is_known(headings: list[str]) -> None:
    assert set(found(*headings)) == set(headings)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("団体名カナ", "kana"), ("名称_カナ", "kana"), ("ふりがな", "kana"), ("フリガナ", "kana"),
        ("電話番号", "phone"), ("TEL", "phone"), ("施設電話番号", "phone"), ("電話番号を教えてください", "phone"),
        ("電話番号2", "other_phones"), ("内線", "other_phones"), ("携帯電話番号", "other_phones"),
        ("ＦＡＸ", "fax"), ("FAX番号", "fax"), ("方書", "building"), ("建物名等(方書)", "building"),
        ("メール", "email"), ("E-mail", "email"), ("メールアドレス", "email"),
        ("運営団体", "operator"), ("設置者", "operator"), ("地区", "area_served"),
        ("活動", "activities"), ("対象", "targets"), ("緯度", "latitude"),
        ("緯度：北緯（世界測地系10進法）", "latitude"), ("経度：東経（世界測地系10進法）", "longitude"),
        ("電話（代表）", "phone"), ("電話番号（TEL）", "phone"), ("Tel番号", "phone"),
        ("所在地（住所）", "address"), ("住所（事務所）", "address"), ("郵便番号（〒）", "postal_code"),
        ("所在地", "address"), ("番地", "block"), ("定員", "note"), ("備考1", "note"),
    ],
)  # fmt: skip
def test_a_heading_is_known_however_it_is_written(heading: str, field: str) -> None:
    assert found("名称", heading)[heading] == field


@pytest.mark.parametrize("heading", ["団体の名称", "団体・グループ名", "団体名称", "名称（正式）"])
def test_the_name_is_known_however_it_is_asked_for(heading: str) -> None:
    assert found(heading, "電話番号")[heading] == "name"


@pytest.mark.parametrize(
    "heading", ["会長の趣味", "代表者氏名カナ", "連携したい団体名", "担当者名"]
)
def test_what_is_nothing_of_an_organization_is_asked(heading: str) -> None:
    assert heading not in found("名称", heading)


@pytest.mark.parametrize(
    ("headings", "name", "operator"),
    [
        (("団体名", "法人名"), "団体名", "法人名"),
        (("名称", "団体名"), "名称", "団体名"),
        (("法人名", "事業所名"), "事業所名", "法人名"),
        (("避難先名称",), "避難先名称", None),
    ],
)
def test_the_place_has_the_name_and_its_body_runs_it(
    headings: tuple[str, ...], name: str, operator: str | None
) -> None:
    fields = {field: heading for heading, field in found(*headings).items()}
    assert (fields["name"], fields.get("operator")) == (name, operator)


def test_a_table_of_people_by_age_is_no_list(koto: Municipality) -> None:
    with pytest.raises(Refused, match="「地域・年齢別人口」です"):
        plan(koto, POPULATION, ["1", "亀戸", "100", "50", "50", "5", "5"])
    assert not ImportBatch.objects.exists()


def test_a_running_number_is_nobodys_and_a_publishers_key_is_kept(koto: Municipality) -> None:
    assert found("NO", "名称")["NO"] == "number"
    assert found("全国地方公共団体コード", "ID", "名称")["ID"] == "identifiers"


def test_columns_without_anything_in_them_ask_nothing(koto: Municipality) -> None:
    batch = draft(koto, ["団体名", "会長の趣味"], ["みなと食堂", ""], ["つむぎの家", ""])
    columns = columns_of(kind_of(ORGANIZATIONS), read_batch(batch))
    assert not asks_something(kind_of(ORGANIZATIONS), columns)
