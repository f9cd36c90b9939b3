from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from organizations.forms import terms
from organizations.models import (
    Layer,
    Membership,
    Municipality,
    Note,
    Organization,
    Platform,
    SupportActivity,
    Term,
)
from organizations.models.organization import STALE_AFTER
from organizations.names import LEGAL_FORM_CHOICES
from platform_registry.filters import (
    ConditionsFilter,
    OptionsFilter,
    RelatedOptionsFilter,
    SearchFilter,
)
from platform_registry.japanese import fiscal_year_label


def places(records: QuerySet[Any]) -> list[tuple[str, str]]:
    """The municipalities whose platforms the records belong to."""
    ids = records.order_by().values("platform__municipality")
    return [(str(p.pk), p.name) for p in Municipality.objects.filter(pk__in=ids).order_by("code")]


def years(records: QuerySet[Any]) -> list[tuple[str, str]]:
    """The fiscal years of the records, the latest first."""
    found = records.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
    return [(str(year), fiscal_year_label(year)) for year in found if year is not None]


def _stale() -> Q:
    limit = timezone.localdate() - STALE_AFTER
    return Q(verified_on=None) | Q(verified_on__lt=limit)


class OrganizationFilters(django_filters.FilterSet):
    q = SearchFilter("団体名・よみ・ほかの名称")
    legal_form = OptionsFilter("法人格", LEGAL_FORM_CHOICES)
    target = RelatedOptionsFilter(
        "支援の対象",
        lambda _: terms(Term.Kind.TARGET),
        rows=SupportActivity.targets.through.objects.all(),
        owner="supportactivity__organization",
        option="term",
    )
    function = RelatedOptionsFilter(
        "支援の種類",
        lambda _: terms(Term.Kind.FUNCTION),
        rows=SupportActivity.objects.all(),
        owner="organization",
        option="function",
    )
    state = OptionsFilter("状態", Organization.State.choices)
    freshness = ConditionsFilter("情報の新しさ", {"stale": ("1年以上確認なし", _stale)})


class MunicipalityFilters(django_filters.FilterSet):
    q = SearchFilter("自治体名", paths=["name", "kana", "prefecture__name"])
    kind = OptionsFilter("区分", Municipality.Kind.choices)


def _with_layers(number: int) -> Callable[[], Q]:
    """Platforms with that many circles of their own."""
    counted = Layer.objects.filter(counted=True).values("platform").annotate(number=Count("pk"))
    return lambda: Q(pk__in=counted.filter(number=number).values("platform"))


class PlatformFilters(django_filters.FilterSet):
    q = SearchFilter("名称・自治体名", paths=["name", "nickname", "municipality__name", "target"])
    status = OptionsFilter("状態", Platform.Status.choices)
    layers = ConditionsFilter(
        "層の数",
        {str(n): (f"{n}層", _with_layers(n)) for n in (1, 2, 3)},
    )
    council = RelatedOptionsFilter(
        "地域協議会",
        Layer.State.choices,
        rows=Layer.objects.filter(kind=Layer.Kind.COUNCIL),
        owner="platform",
        option="state",
    )


class MemberFilters(django_filters.FilterSet):
    q = SearchFilter(
        "団体・部署・連携PF",
        paths=[
            "organization__name", "department__name", "name_as_printed", "layer__platform__name",
            "layer__name",
        ],
    )  # fmt: skip
    state = OptionsFilter("状態", Membership.State.choices)
    role = OptionsFilter("役割", Membership.Role.choices)
    kind = OptionsFilter("層の種類", Layer.Kind.choices, field_name="layer__kind")
    body = ConditionsFilter(
        "種別",
        {
            "organization": ("団体", lambda: Q(organization__isnull=False)),
            "department": ("部署", lambda: Q(department__isnull=False)),
            "person": ("個人", lambda: ~Q(person_name="")),
        },
    )


class DepartmentFilters(django_filters.FilterSet):
    q = SearchFilter("部署名", paths=["name", "parent__name"])


class SourceFilters(django_filters.FilterSet):
    q = SearchFilter("表題・版", paths=["title", "edition", "note"])


class NoteFilters(django_filters.FilterSet):
    q = SearchFilter("内容・記号", paths=["text", "statement", "conflict"])
    kind = OptionsFilter("種類", Note.Kind.choices)
    settled = ConditionsFilter(
        "確認", {"open": ("まだ確認していない", lambda: Q(settled_on=None, kind="differs"))}
    )
