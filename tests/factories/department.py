from __future__ import annotations

import factory

from organizations.models import Department
from tests.factories.municipality import MunicipalityFactory


class DepartmentFactory(factory.django.DjangoModelFactory[Department]):
    class Meta:
        model = Department
        django_get_or_create = ("municipality", "parent", "name")

    municipality = factory.SubFactory(MunicipalityFactory)
    parent = None
    name = "福祉課"
