from __future__ import annotations

import factory

from organizations.models import StaffAssignment, User
from platform_registry.access import Role
from tests.factories.municipality import MunicipalityFactory

PASSWORD = "tsunagari-no-kotoba"


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person-{n}")
    display_name = "職員"
    password = factory.django.Password(PASSWORD)


class StaffAssignmentFactory(factory.django.DjangoModelFactory[StaffAssignment]):
    class Meta:
        model = StaffAssignment

    user = factory.SubFactory(UserFactory)
    municipality = factory.SubFactory(MunicipalityFactory)
    role = Role.STAFF
