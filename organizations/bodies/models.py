from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from organizations.bodies.finding import STALE_AFTER, OrganizationQuerySet
from organizations.bodies.keys import (
    DIALLED,
    SEARCHED,
    found_by,
    organization_keys,
    whole_address,
)
from organizations.bodies.names import LEGAL_FORM_CHOICES
from organizations.bodies.rules import (
    in_charge_of,
    validate_corporate_number,
    validate_degrees,
    validate_latitude,
)
from organizations.own.models import OwnField, OwnValues
from organizations.places.models import Municipality
from platform_registry.access import ScopedQuerySet
from platform_registry.forms.unseen import refuse_unreadable_in
from platform_registry.japanese import (
    digits,
    era_date,
    postal_code,
)
from platform_registry.models import Stamped, Versioned
from platform_registry.records.rules import Once, Rule, given
from platform_registry.search.fields import KeyField

OFFICER_OF_ELSEWHERE = "担当者には、この団体を登録した自治体で今働いている人を選んでください。"


class Organization(Stamped, Versioned, OwnValues):
    """A body that supports people: NPO, neighbourhood association, company, social welfare body …

    ``name`` is kept exactly as given; ``bare_name``, ``match_key``, ``search_text`` and
    ``sort_key`` are derived from it on every save and are never shown.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "活動中"
        CLOSED = "closed", "解散・活動終了"
        UNREACHABLE = "unreachable", "連絡がつかない"
        DECLINED = "declined", "掲載を希望しない"

    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        verbose_name="登録自治体",
        related_name="organizations",
        db_index=False,  # organization_list begins with it
        help_text="この団体を台帳で管理する自治体です。",
    )
    name = models.CharField("団体名", max_length=200)
    kana = models.CharField("ふりがな", max_length=200, blank=True)
    legal_form = models.CharField("法人格", max_length=40, choices=LEGAL_FORM_CHOICES, blank=True)
    corporate_number = models.CharField(
        "法人番号",
        max_length=13,
        blank=True,
        validators=[validate_corporate_number],
        help_text="13桁の数字です。任意団体や町会などにはありません。",
    )
    state = models.CharField("状態", max_length=20, choices=State, default=State.ACTIVE)
    postal_code = models.CharField("郵便番号", max_length=8, blank=True)
    prefecture = models.CharField("都道府県", max_length=10, blank=True)
    city = models.CharField("市区町村", max_length=50, blank=True)
    town = models.CharField("町名・番地", max_length=200, blank=True)
    building = models.CharField("建物名など", max_length=200, blank=True)
    # Text, since a number would not keep how exactly the place was measured (26.316990).
    latitude = models.CharField("緯度", max_length=30, blank=True, validators=[validate_degrees])
    longitude = models.CharField("経度", max_length=30, blank=True, validators=[validate_degrees])
    phone = models.CharField("電話番号", max_length=50, blank=True)
    other_phones = models.CharField(
        "ほかの電話番号・内線",
        max_length=200,
        blank=True,
        help_text="2つ目の電話番号、携帯電話、内線番号などです。",
    )
    fax = models.CharField("FAX番号", max_length=50, blank=True)
    email = models.EmailField("メールアドレス", blank=True)
    website = models.URLField("ホームページ", max_length=500, blank=True)
    operator = models.CharField(
        "運営団体",
        max_length=200,
        blank=True,
        help_text="施設や居場所を運営する法人・団体の名称です。",
    )
    area_served = models.CharField("活動地域", max_length=200, blank=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="担当者",
        null=True,
        blank=True,
        related_name="+",
        help_text="この団体との連絡を受け持つ、自治体の人です。",
    )
    description = models.TextField("活動の概要", blank=True)
    note = models.TextField("備考（庁内向け）", blank=True)
    verified_on = models.DateField("最終確認日", null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="統合先",
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
    )
    source = models.CharField("登録のもと", max_length=300, blank=True, editable=False)
    bare_name = models.CharField(max_length=200, editable=False, blank=True)
    match_key = models.CharField(max_length=200, editable=False, blank=True)
    search_text = KeyField()
    sort_key = models.CharField(max_length=210, editable=False, blank=True)

    belongs_to = "municipality"
    own_kind = OwnField.Of.ORGANIZATION
    stays_while_named = True
    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "団体"
        verbose_name_plural = "団体"
        ordering = ["sort_key", "id"]
        indexes = [
            models.Index(
                fields=["municipality", "sort_key", "id", "merged_into"],
                name="organization_list",
            ),
            models.Index(fields=["municipality", "match_key"], name="organization_match"),
            models.Index(
                fields=["municipality", "verified_on", "id"], name="organization_verified"
            ),
            # The orders of the list across municipalities: an operator's, a prefecture's. The
            # municipality stands last, to be looked at in the index where only some count.
            *(
                models.Index(
                    fields=[*order, "id", "municipality"], name=name, condition=Q(merged_into=None)
                )
                for name, order in (
                    ("organization_by_name", ["sort_key"]),
                    ("organization_by_day", ["verified_on"]),
                    ("organization_by_form", ["legal_form"]),
                )
            ),
            # Few are not active, and these are looked for and counted: nothing is kept of the rest.
            models.Index(
                fields=["state", "sort_key", "id", "municipality"],
                name="organization_not_active",
                condition=Q(merged_into=None, state__in=["closed", "unreachable", "declined"]),
            ),
        ]
        constraints = [
            Once(
                "corporate_number_once",
                ["municipality", "corporate_number"],
                "同じ法人番号の団体がすでに登録されています。登録済みの団体を確かめてください。",
                condition=~Q(corporate_number="") & Q(merged_into=None),
            ),
            given("organization_named", "name"),
            Rule(
                "organization_not_merged_into_itself",
                Q(merged_into=None) | ~Q(merged_into=models.F("id")),
                "統合先には、ほかの団体を選んでください。",
                under="merged_into",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organization", args=[self.pk])

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fill_keys()
        super().save(*args, **kwargs)

    def clean_fields(self, exclude: Any = None) -> None:
        """Numbers are taken as people type them: in any width, with or without hyphens."""
        self.corporate_number = digits(self.corporate_number) or self.corporate_number
        super().clean_fields(exclude)
        if "latitude" not in (exclude or ()):
            validate_latitude(self.latitude)

    def clean(self) -> None:
        code = postal_code(self.postal_code) if self.postal_code else ""
        if code is None:
            raise ValidationError(
                {"postal_code": "郵便番号は7桁の数字で入力してください（例：135-0016）。"}
            )
        self.postal_code = code
        refuse_unreadable_in(self, "name", "kana")
        self._officer_of_here()

    def _officer_of_here(self) -> None:
        """Of a newly named one; who was named before and works elsewhere now can stay."""
        if self.officer is None or self.municipality_id is None:
            return
        stored = Organization.objects.filter(pk=self.pk, officer=self.officer_id)
        roles = in_charge_of(self.officer.assignments, [self.municipality_id])
        if not stored.exists() and not roles.exists():
            raise ValidationError({"officer": OFFICER_OF_ELSEWHERE})

    def fill_keys(self) -> None:
        """Derive the keys anew; bulk writers call this themselves."""
        for name, key in organization_keys(self.name, self.kana).items():
            setattr(self, name, key)
        self.search_text = self.made_key()

    def made_key(self) -> str:
        """By its names, what it does and where, its telephones, its municipality."""
        names, activities = [], []
        if self.pk:
            names = sorted(other.name for other in self.names.all())
            activities = [text for row in self.activities.all() for text in row.said()]
        texts = [getattr(self, field) for field in SEARCHED]
        texts += [self.get_legal_form_display(), self.address, self.municipality.full_name]
        phones = [getattr(self, field) for field in DIALLED]
        return found_by([self.name, self.kana, *names], [*texts, *activities], phones)

    @property
    def address(self) -> str:
        return whole_address(self.prefecture, self.city, self.town, self.building)

    def needs_verification(self, today: date | None = None) -> bool:
        limit = (today or timezone.localdate()) - STALE_AFTER
        return self.verified_on is None or self.verified_on < limit


class OrganizationName(Versioned):
    """Another name of an organization: former, short, alias, or a spelling seen in a file."""

    class Kind(models.TextChoices):
        FORMER = "former", "旧名称"
        ALIAS = "alias", "別名・通称"
        SHORT = "short", "略称"
        SPELLING = "spelling", "ファイルでの表記"

    organization = models.ForeignKey(
        Organization, models.CASCADE, verbose_name="団体", related_name="names"
    )
    name = models.CharField("名称", max_length=200)
    kind = models.CharField("種類", max_length=20, choices=Kind, default=Kind.ALIAS)
    until = models.DateField("使用終了日", null=True, blank=True)
    source = models.CharField("出典", max_length=300, blank=True)

    belongs_to = "organization"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "ほかの名称"
        verbose_name_plural = "ほかの名称"
        constraints = [
            Once(
                "organization_name_once",
                ["organization", "name"],
                "同じ名称がすでに登録されています。どちらかの行を削除してください。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        refuse_unreadable_in(self, "name")


class OrganizationIdentifier(Versioned):
    """An identifier in another scheme: NPO portal, welfare facility number, own ledger number …"""

    organization = models.ForeignKey(
        Organization, models.CASCADE, verbose_name="団体", related_name="identifiers"
    )
    scheme = models.CharField("番号の種類", max_length=50)
    value = models.CharField("番号", max_length=100)

    belongs_to = "organization"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "その他の番号"
        verbose_name_plural = "その他の番号"
        constraints = [
            Once(
                "identifier_once",
                ["organization", "scheme", "value"],
                "同じ番号がすでに登録されています。どちらかの行を削除してください。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class ContactQuerySet(ScopedQuerySet):
    """Names and telephones of persons are for those who work with them: staff and above."""

    takes: ClassVar = {"view": "persons"}


class Contact(Versioned):
    """A person to speak to: personal data, seen by the municipality's staff only (個人情報)."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, verbose_name="団体", related_name="contacts"
    )
    name = models.CharField("氏名", max_length=100)
    post = models.CharField("役職", max_length=100, blank=True)
    phone = models.CharField("電話番号", max_length=50, blank=True)
    email = models.EmailField("メールアドレス", blank=True)
    note = models.CharField("備考", max_length=200, blank=True)

    belongs_to = "organization"
    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "連絡先（担当者）"
        verbose_name_plural = "連絡先（担当者）"
        constraints = [given("contact_named", "name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.organization.get_absolute_url()


class Verification(models.Model):
    """That someone made sure the entry is right. Append-only; ``updated_at`` never stands for it."""

    class How(models.TextChoices):
        PHONE = "phone", "電話"
        VISIT = "visit", "訪問・面談"
        MAIL = "mail", "メール・郵送"
        SURVEY = "survey", "調査への回答"
        WEBSITE = "website", "ホームページ"

    organization = models.ForeignKey(
        Organization, models.CASCADE, verbose_name="団体", related_name="verifications"
    )
    verified_on = models.DateField("確認日")
    how = models.CharField("確認の方法", max_length=20, choices=How)
    note = models.CharField("確認した内容", max_length=300, blank=True)
    by = models.ForeignKey(
        "organizations.User",
        models.SET_NULL,
        verbose_name="確認者",
        null=True,
        blank=True,
        related_name="+",
    )
    recorded_at = models.DateTimeField("記録日時", auto_now_add=True)

    belongs_to = "organization"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "確認の記録"
        verbose_name_plural = "確認の記録"
        ordering = ["-verified_on", "-id"]
        constraints = [given("verification_says_how", "how")]

    def __str__(self) -> str:
        return f"{era_date(self.verified_on)} {self.get_how_display()}"

    def clean(self) -> None:
        if self.verified_on and self.verified_on > timezone.localdate():
            raise ValidationError({"verified_on": "確認日は今日までの日付を入力してください。"})
