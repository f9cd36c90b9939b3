"""Fields of many pilots set at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from organizations.bulk.fields import (
    RecordFieldsForm,
    SetRecordFields,
    choice_field,
    yes_no_field,
)
from organizations.models import Department
from pilots.models import Pilot
from platform_registry.bulk.acts import Line, register
from platform_registry.forms.fields import TextField
from platform_registry.forms.ruled import RecordField, the_field
from platform_registry.records.ownership import municipality_id_of

DEPARTMENT_OF_ELSEWHERE = "選んだ担当部署は、ほかの自治体の部署です。"


class FieldsForm(RecordFieldsForm):
    kind = Pilot
    names = ("state", "work", "department", "target", "method", "shared")

    state = choice_field("状態", Pilot.State.choices)
    work = choice_field("種別", Pilot.Work.choices)
    department = RecordField(
        Department.objects.none(), label="担当部署", required=False, empty_label="（決めない）"
    )
    target = TextField(label="対象", required=False)
    method = TextField(label="手法", required=False)
    shared = yes_no_field("ほかの自治体に見せる")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Department.objects.offered_to(self.user).filter(municipality__in=self.places)
        the_field(self, "department").queryset = offered.select_related("parent")


@register(Pilot, "fields", "項目をまとめて直す", order=30)
class SetFields(SetRecordFields):
    form_class = FieldsForm

    @classmethod
    def among(cls, rows: Any, user: Any) -> Any:
        """What is done here is read by all who edit in the municipality."""
        if not user.is_superuser:
            rows = rows.filter(platform__municipality__in=user.municipality_ids("edit"))
        return rows.select_related("platform", "department__parent")

    def prepare(self, records: Sequence[Pilot]) -> None:
        named = [record.department for record in records] + [self.given.get("department")]
        self.departments = {department.pk: str(department) for department in named if department}

    def _words(self, name: str, value: Any) -> str:
        if name == "department_id":
            return self.departments.get(value, "")
        return super()._words(name, value)

    def line(self, record: Pilot) -> Line:
        line, department = super().line(record), self.given.get("department")
        there = department and department.municipality_id == municipality_id_of(record)
        elsewhere = "department" in self.names and department and not there
        return replace(line, left=DEPARTMENT_OF_ELSEWHERE) if elsewhere else line
