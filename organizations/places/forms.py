from __future__ import annotations

from typing import Any

from organizations.models import (
    Department,
    Municipality,
    User,
)
from platform_registry.access import Permission
from platform_registry.forms.ruled import RuledForm, the_field


def offer_places(form: Any, user: User, permission: Permission = "edit") -> None:
    """The user's municipalities; where there is only one, it is chosen already and shown so."""
    places = Municipality.objects.offered_to(user, permission)
    places = places.select_related("prefecture", "city")
    field = form.fields["municipality"]
    field.queryset, field.empty_label = places, "選んでください"
    only = list(places[:2])
    if len(only) == 1 and form.initial.get("municipality") is None:
        form.initial["municipality"] = only[0].pk


class DepartmentForm(RuledForm):
    class Meta(RuledForm.Meta):
        model = Department
        fields = ("municipality", "parent", "name", "closed_on")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self, user)
        the_field(self, "parent").queryset = Department.objects.offered_to(user)


class PopulationForm(RuledForm):
    class Meta(RuledForm.Meta):
        model = Municipality
        fields = ("population", "population_on", "population_source")
        help_texts = {"population_source": "例：令和2年10月/国勢調査、住民基本台帳"}
