from __future__ import annotations

import factory

from organizations.models import SupportActivity
from tests.factories.organization import OrganizationFactory
from tests.factories.vocabulary import FunctionFactory


class SupportActivityFactory(factory.django.DjangoModelFactory[SupportActivity]):
    class Meta:
        model = SupportActivity

    organization = factory.SubFactory(OrganizationFactory)
    function = factory.SubFactory(FunctionFactory)
    name = "ひだまりサロン"
