from __future__ import annotations

import factory

from surveys.models import Survey
from tests.factories.municipality import MunicipalityFactory


class SurveyFactory(factory.django.DjangoModelFactory[Survey]):
    class Meta:
        model = Survey

    municipality = factory.SubFactory(MunicipalityFactory)
    key = factory.Sequence(lambda n: f"survey-{n + 1}")
    title = "社会資源調査"
    fiscal_year = 2025
