from __future__ import annotations

import factory

from organizations.models import Term


class FunctionFactory(factory.django.DjangoModelFactory[Term]):
    class Meta:
        model = Term
        django_get_or_create = ("kind", "code")

    kind = Term.Kind.FUNCTION
    code = "ibasho"
    label = "居場所"


class TargetFactory(factory.django.DjangoModelFactory[Term]):
    class Meta:
        model = Term
        django_get_or_create = ("kind", "code")

    kind = Term.Kind.TARGET
    code = "elderly"
    label = "高齢者"
