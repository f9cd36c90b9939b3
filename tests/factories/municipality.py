from __future__ import annotations

import factory

from organizations.models import Municipality


class PrefectureFactory(factory.django.DjangoModelFactory[Municipality]):
    class Meta:
        model = Municipality
        django_get_or_create = ("code",)

    code = "130001"
    name = "東京都"
    kana = "トウキョウト"
    kind = Municipality.Kind.PREFECTURE


class MunicipalityFactory(factory.django.DjangoModelFactory[Municipality]):
    """東京都江東区 unless told otherwise; the same record each time."""

    class Meta:
        model = Municipality
        django_get_or_create = ("code",)

    code = "131083"
    name = "江東区"
    kana = "コウトウク"
    kind = Municipality.Kind.SPECIAL_WARD
    prefecture = factory.SubFactory(PrefectureFactory)
