from __future__ import annotations

import hashlib

import factory

from surveys.models import ImportBatch, ImportFile, ImportRow
from tests.factories.municipality import MunicipalityFactory
from tests.factories.survey import SurveyFactory


class ImportFileFactory(factory.django.DjangoModelFactory[ImportFile]):
    class Meta:
        model = ImportFile

    municipality = factory.SubFactory(MunicipalityFactory)
    name = "調査回答.csv"
    content = "団体名,電話\r\n見本の会,03-0000-0001\r\n".encode()
    size = factory.LazyAttribute(lambda file: len(file.content))
    sha256 = factory.LazyAttribute(lambda file: hashlib.sha256(file.content).hexdigest())


class ImportBatchFactory(factory.django.DjangoModelFactory[ImportBatch]):
    class Meta:
        model = ImportBatch

    municipality = factory.SubFactory(MunicipalityFactory)
    survey = factory.SubFactory(SurveyFactory, municipality=factory.SelfAttribute("..municipality"))
    file = factory.SubFactory(
        ImportFileFactory, municipality=factory.SelfAttribute("..municipality")
    )


class ImportRowFactory(factory.django.DjangoModelFactory[ImportRow]):
    class Meta:
        model = ImportRow

    batch = factory.SubFactory(ImportBatchFactory)
    number = factory.Sequence(lambda n: n + 2)  # row 1 is the header
    state = ImportRow.State.NEW
