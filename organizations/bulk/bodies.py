"""Fields of many organizations set at once."""

from __future__ import annotations

from typing import Any

from organizations.bulk.fields import RecordFieldsForm, SetRecordFields, choice_field
from organizations.models import Organization
from platform_registry.bulk.acts import register
from platform_registry.forms.fields import LineField


class FieldsForm(RecordFieldsForm):
    kind = Organization
    names = ("state", "area_served", "operator", "prefecture", "city", "postal_code")

    state = choice_field("状態", Organization.State.choices)
    area_served = LineField(label="活動地域", required=False, max_length=200)
    operator = LineField(label="運営団体", required=False, max_length=200)
    prefecture = LineField(label="都道府県", required=False, max_length=10)
    city = LineField(label="市区町村", required=False, max_length=50)
    postal_code = LineField(label="郵便番号", required=False, max_length=8)

    def check(self, record: Any, others: set[str]) -> None:
        super().check(record, others)
        record.clean()


@register(Organization, "fields", "項目をまとめて直す", order=30)
class SetFields(SetRecordFields):
    form_class = FieldsForm
