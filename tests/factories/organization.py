from __future__ import annotations

from datetime import date

import factory

from organizations.models import (
    Contact,
    Organization,
    OrganizationIdentifier,
    OrganizationName,
    PublicationConsent,
    Verification,
)
from tests.factories.municipality import MunicipalityFactory


class OrganizationFactory(factory.django.DjangoModelFactory[Organization]):
    class Meta:
        model = Organization

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"見本の会 第{n + 1}支部")


class OrganizationNameFactory(factory.django.DjangoModelFactory[OrganizationName]):
    class Meta:
        model = OrganizationName

    organization = factory.SubFactory(OrganizationFactory)
    name = "みほんの会"


class OrganizationIdentifierFactory(factory.django.DjangoModelFactory[OrganizationIdentifier]):
    class Meta:
        model = OrganizationIdentifier

    organization = factory.SubFactory(OrganizationFactory)
    scheme = "台帳番号"
    value = factory.Sequence(lambda n: f"A-{n + 1:04}")


class ContactFactory(factory.django.DjangoModelFactory[Contact]):
    class Meta:
        model = Contact

    organization = factory.SubFactory(OrganizationFactory)
    name = "見本 花子"
    phone = "03-0000-0001"


class VerificationFactory(factory.django.DjangoModelFactory[Verification]):
    class Meta:
        model = Verification

    organization = factory.SubFactory(OrganizationFactory)
    verified_on = date(2025, 11, 11)
    how = Verification.How.PHONE


class PublicationConsentFactory(factory.django.DjangoModelFactory[PublicationConsent]):
    class Meta:
        model = PublicationConsent

    organization = factory.SubFactory(OrganizationFactory)
    field_group = PublicationConsent.Fields.PHONE
    purpose = "資源マップへの掲載"
    given_on = date(2025, 4, 1)
