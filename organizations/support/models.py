from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from organizations.bodies.models import Organization
from organizations.places.models import Municipality
from platform_registry.access import Permission, ScopedQuerySet
from platform_registry.models import Versioned
from platform_registry.records.rules import Once, given
from platform_registry.search.key import term_of
from platform_registry.search.wording import Group


def new_code() -> str:
    """A mark for a word entered by hand; the common words have marks of their own."""
    return f"term-{secrets.token_hex(4)}"


class TermQuerySet(ScopedQuerySet):
    """Common words are kept by the operator of the site, a municipality's own by its
    administrators; read are all, since they stand in records that are shared."""

    takes: ClassVar = {"edit": "administer", "remove": "administer"}

    def shared(self, user: Any) -> Q:
        return Q(pk__isnull=False)

    def offered_to(self, user: Any, permission: Permission = "edit") -> TermQuerySet:
        if user.is_superuser:
            return self.filter(active=True)
        owners = Municipality.objects.filter(platforms__in=user.joint_platform_ids(permission))
        mine = Municipality.objects.filter(pk__in=user.municipality_ids(permission))
        return self.used_in((mine | owners).values("pk"))

    def used_in(self, places: Any) -> TermQuerySet:
        """In use there: the common words and the places' own. ``places`` are numbers or rows."""
        return self.filter(Q(municipality=None) | Q(municipality__in=places), active=True)

    def functions(self) -> TermQuerySet:
        return self.filter(kind=Term.Kind.FUNCTION, active=True)

    def common(self) -> TermQuerySet:
        return self.filter(municipality=None)


TWICE = "同じ名称の用語がすでにあります。ある用語を使うか、別の名称にしてください。"
COMMON_ALREADY = "同じ名称の共通の用語があります。そのまま使えます。"
STAYS_THERE = (
    "登録した用語をほかの自治体の用語にすることはできません。"
    "使っている記録があるかもしれないためです。空欄にして共通の用語にすることはできます。"
)


STAYS_OF_ITS_KIND = "登録した用語の種類は変えられません。使わない用語は「使用中」を外してください。"


class Term(Versioned):
    """A word for what support is given, or to whom: common to all, or of one municipality."""

    class Kind(models.TextChoices):
        FUNCTION = "function", "支援の種類"
        TARGET = "target", "支援の対象"

    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        verbose_name="自治体",
        null=True,
        blank=True,
        related_name="+",
        help_text="空欄は、すべての自治体に共通の用語です。",
    )
    kind = models.CharField("種類", max_length=20, choices=Kind)
    code = models.SlugField("コード", max_length=40, default=new_code)
    label = models.CharField("名称", max_length=50)
    position = models.PositiveSmallIntegerField("並び順", default=0)
    active = models.BooleanField(
        "使用中",
        default=True,
        help_text="外すと、新しくは選べなくなります。すでに使っている記録には残ります。",
    )

    belongs_to = "municipality"
    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = "用語"
        verbose_name_plural = "用語"
        ordering = ["kind", "position", "id"]
        constraints = [
            Once("term_once", ["kind", "code"], "同じコードの用語がすでにあります。"),
            Once("term_label_once", ["kind", "label"], TWICE, condition=Q(municipality=None)),
            Once("term_label_once_there", ["municipality", "kind", "label"], TWICE),
            given("term_labelled", "label"),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """No word stands twice before a person: its own beside the common one."""
        stored = Term.objects.filter(pk=self.pk).first()
        if stored is not None and stored.kind != self.kind:
            raise ValidationError({"kind": STAYS_OF_ITS_KIND})
        if self.municipality_id is None:
            return
        same = Term.objects.common().filter(kind=self.kind, label=self.label, active=True)
        if same.exclude(pk=self.pk).exists():
            raise ValidationError({"label": COMMON_ALREADY})
        if stored is not None and stored.municipality_id != self.municipality_id:
            raise ValidationError({"municipality": STAYS_THERE})


class WordingQuerySet(ScopedQuerySet):
    """Kept as the other words are: common ones by the operator, own ones by administrators."""

    takes: ClassVar = {"edit": "administer", "remove": "administer"}

    def shared(self, user: Any) -> Q:
        return Q(municipality=None)


TOO_FEW = "同じ意味の言葉を2つ以上、「、」で区切って入力してください。例：社会福祉協議会、社協"
TOO_SHORT = "「{}」は短すぎるため、ほかの言葉の一部とまちがえます。2文字以上で入力してください。"


class Wording(Versioned):
    """言い換え: words that say the same and are looked for together (社協、社会福祉協議会)."""

    class Use(models.TextChoices):
        ANYWHERE = "anywhere", "文のどこにでも書かれる"
        APART = "apart", "名称の前か後ろに付く（法人格など）"
        OF_A_PLACE = "of_a_place", "自治体名の後ろに付く（社協など）"

    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        verbose_name="自治体",
        null=True,
        blank=True,
        related_name="+",
        help_text="空欄は、すべての自治体に共通の言い換えです。",
    )
    words = models.CharField(
        "同じ意味の言葉",
        max_length=300,
        help_text="「、」で区切ります。例：社会福祉協議会、社協。検索ではどれを入力しても、すべてをさがします。",
    )
    use = models.CharField("使われ方", max_length=20, choices=Use, default=Use.ANYWHERE)
    active = models.BooleanField(
        "使用中",
        default=True,
        help_text="はじめからある言い換えは、削除すると元に戻ります。使わないときは外してください。",
    )
    # The first word of the standard group it was made of (`support.wordings`).
    standard = models.CharField(max_length=50, blank=True, editable=False)

    belongs_to = "municipality"
    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = "言い換え"
        verbose_name_plural = "言い換え"
        ordering = ["words", "id"]
        constraints = [given("wording_written", "words")]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        words = Group.of(self.words).words
        if len({term_of(word) for word in words} - {""}) < 2:
            raise ValidationError({"words": TOO_FEW})
        short = next((word for word in words if len(term_of(word)) < 2), None)
        if short is not None:
            raise ValidationError({"words": TOO_SHORT.format(short)})


class SupportActivity(Versioned):
    """What an organization does for whom, where and when: the source of the coverage table."""

    organization = models.ForeignKey(
        Organization,
        models.CASCADE,
        verbose_name="団体",
        related_name="activities",
        db_index=False,  # activity_of_organization begins with it
    )
    function = models.ForeignKey(
        Term,
        models.PROTECT,
        verbose_name="支援の種類",
        related_name="+",
        limit_choices_to={"kind": Term.Kind.FUNCTION},
    )
    targets = models.ManyToManyField(
        Term,
        verbose_name="支援の対象",
        blank=True,
        related_name="+",
        limit_choices_to={"kind": Term.Kind.TARGET},
    )
    name = models.CharField("活動名", max_length=200, blank=True)
    place = models.CharField("場所", max_length=200, blank=True)
    schedule = models.CharField("日時・頻度", max_length=200, blank=True)
    fee = models.CharField("費用", max_length=100, blank=True)
    contact = models.CharField("申込・問合せ先", max_length=200, blank=True)
    public = models.BooleanField("公開してよい", default=False)

    belongs_to = "organization"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "支援・居場所"
        verbose_name_plural = "支援・居場所"
        ordering = ["function__position", "id"]
        indexes = [
            # Lists show, count and narrow by what organizations do without reading the table.
            models.Index(fields=["organization", "function", "id"], name="activity_of_organization")
        ]

    def __str__(self) -> str:
        return self.name or self.function.label

    def said(self) -> list[str]:
        """What it is found by: its words, then what it is called and where it takes place."""
        words = [self.function.label, *(target.label for target in self.targets.all())]
        return [*words, *filter(None, (self.name, self.place, self.schedule))]
