"""独自の項目: fields a municipality's administrators add to its records, and where values stand.

What is asked is a row (`OwnField`); what is answered stands in the record's own row (`OwnValues`).
Pages read the fields by `organizations.own.definitions`, all of a page in one query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from organizations.own import labels
from organizations.places.models import Municipality
from platform_registry.access import ScopedQuerySet
from platform_registry.models import Versioned
from platform_registry.records.ownership import way_to_field
from platform_registry.records.rules import Once, given

if TYPE_CHECKING:
    from organizations.people.models import User

TWICE = "同じ項目名の独自の項目がすでにあります。別の名称にするか、その項目を使ってください。"
STANDARD = "「{}」という項目は、はじめからあります。一覧とファイルで区別できるように、別の名称にしてください。"
FILLED = (
    "この項目を記入した{}あるため、{}。"
    "使わなくなった項目は「使用中」を外してください。記入した値は残ります。"
)
CHOSEN = (
    "この選択肢を選んだ{}あるため、削除できません。"
    "使わなくなった選択肢は「使用中」を外してください。選んだ記録には残ります。"
)
CHOICE_TWICE = "同じ選択肢がすでにあります。どちらかの行を削除してください。"
NO_CHOICES = "選択肢は、種類が「選択」の項目だけに登録できます。"


def key_of(number: int) -> str:
    """Under which a record keeps the value of the field with this number: f12. No bare number,
    which databases take for a place in an array."""
    return f"f{number}"


def numbers_in(own: dict[str, Any]) -> dict[str, int]:
    """The keys of a record's values with the numbers of their fields."""
    return {key: int(key[1:]) for key in own if key[:1] == "f" and key[1:].isdecimal()}


class OwnFieldQuerySet(ScopedQuerySet):
    """Kept by the administrators of the municipality, read by all who work there; with the
    records of a joint platform they are read by those who work on it, too."""

    takes: ClassVar = {"edit": "administer", "remove": "administer"}

    def shared(self, user: User) -> Q | None:
        joint = user.joint_platform_ids("view")
        if not joint:
            return None
        way = "field__" if self.model is OwnChoice else ""
        owners = Municipality.objects.filter(platforms__in=joint).values("pk")
        of_platforms = [OwnField.Of.MEMBERSHIP, OwnField.Of.PILOT]
        return Q(**{f"{way}municipality__in": owners, f"{way}of__in": of_platforms})


class OwnField(Versioned):
    """A field an administrator has added to one kind of record of the municipality."""

    class Of(models.TextChoices):
        ORGANIZATION = "organization", "団体"
        MEMBERSHIP = "membership", "構成員"
        PILOT = "pilot", "試行的事業"

    class Type(models.TextChoices):
        TEXT = "text", "文字"
        NUMBER = "number", "数"
        DATE = "date", "日付"
        CHOICE = "choice", "選択"
        YES_NO = "yes_no", "はい・いいえ"

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name="自治体", related_name="own_fields"
    )
    of = models.CharField("どの記録に", max_length=12, choices=Of)
    label = models.CharField(
        "項目名",
        max_length=40,
        help_text="画面・一覧・ファイルの見出しになります。例：送迎、圏域担当",
    )
    type = models.CharField("種類", max_length=8, choices=Type, default=Type.TEXT)
    help_text = models.CharField(
        "説明", max_length=200, blank=True, help_text="入力欄の下に出ます。"
    )
    position = models.PositiveSmallIntegerField("並び順", default=0)
    active = models.BooleanField(
        "使用中", default=True, help_text="外すと、入力欄に出なくなります。記入した値は残ります。"
    )

    belongs_to = "municipality"
    objects = OwnFieldQuerySet.as_manager()

    class Meta:
        verbose_name = "独自の項目"
        verbose_name_plural = "独自の項目"
        ordering = ["of", "position", "id"]
        constraints = [
            Once("own_field_once", ["municipality", "of", "label"], TWICE, under="label"),
            given("own_field_labelled", "label"),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("own-field-record", args=[self.pk])

    def clean(self) -> None:
        self._unlike_the_others()
        stored = OwnField.objects.filter(pk=self.pk).first()
        changed = [n for n in ("of", "type") if stored and getattr(stored, n) != getattr(self, n)]
        if stored is not None and changed and (number := stored.filled().count()):
            said = FILLED.format(stored.counted(number), "変えられません")
            raise ValidationError(dict.fromkeys(changed, said))
        if self.pk and self.type != self.Type.CHOICE and self.choices.exists():
            raise ValidationError(
                {"type": f"{NO_CHOICES}種類を変える前に、選択肢の行を削除してください。"}
            )

    def _unlike_the_others(self) -> None:
        """However it is written: a file's heading is read in any width and case."""
        key = labels.key(self.label)
        if key in {labels.key(taken) for taken in labels.taken(self.of, bearer(self.of))}:
            raise ValidationError({"label": STANDARD.format(self.label)})
        others = OwnField.objects.filter(municipality=self.municipality_id, of=self.of)
        others = others.exclude(pk=self.pk)
        if key in {labels.key(label) for label in others.values_list("label", flat=True)}:
            raise ValidationError({"label": TWICE})

    def irremovable(self) -> str:
        number = self.filled().count()
        return FILLED.format(self.counted(number), "削除できません") if number else ""

    def counted(self, number: int) -> str:
        """団体が3件. How many members there are in a council is not for everybody."""
        kind = self.get_of_display()
        return f"{kind}が" if self.of == self.Of.MEMBERSHIP else f"{kind}が{number:,}件"

    def filled(self) -> models.QuerySet[Any]:
        """The records that hold a value of it."""
        return self._bearers().filter(own__has_key=key_of(self.pk))

    def filled_with(self, choice: OwnChoice) -> models.QuerySet[Any]:
        return self._bearers().filter(**{f"own__{key_of(self.pk)}": choice.pk})

    def _bearers(self) -> models.QuerySet[Any]:
        kind: Any = bearer(self.of)
        if kind is None:
            return OwnField._base_manager.none()
        place = {way_to_field(kind, "municipality"): self.municipality_id}
        rows: models.QuerySet[Any] = kind._base_manager.filter(**place).order_by()
        return rows


class OwnChoice(Versioned):
    """One of the answers to a field of choices; records keep its number, so it may be renamed."""

    field = models.ForeignKey(
        OwnField, models.CASCADE, verbose_name="独自の項目", related_name="choices"
    )
    label = models.CharField("選択肢", max_length=50)
    position = models.PositiveSmallIntegerField("並び順", default=0)
    active = models.BooleanField("使用中", default=True)

    belongs_to = "field"
    objects = OwnFieldQuerySet.as_manager()

    class Meta:
        verbose_name = "独自の項目の選択肢"
        verbose_name_plural = "独自の項目の選択肢"
        ordering = ["field_id", "position", "id"]
        constraints = [
            Once("own_choice_once", ["field", "label"], CHOICE_TWICE, under="label"),
            given("own_choice_labelled", "label"),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return self.field.get_absolute_url()

    def clean(self) -> None:
        if self.field_id and self.field.type != OwnField.Type.CHOICE:
            raise ValidationError(NO_CHOICES)
        others = OwnChoice.objects.filter(field=self.field_id).exclude(pk=self.pk)
        if labels.key(self.label) in map(labels.key, others.values_list("label", flat=True)):
            raise ValidationError({"label": CHOICE_TWICE})

    def irremovable(self) -> str:
        number = self.field.filled_with(self).count()
        return CHOSEN.format(self.field.counted(number)) if number else ""


class OwnValues(models.Model):
    """Mixin of the kinds that may have fields of the municipality's own.

    ``own`` holds by the field (`key_of`) what is filled in, and nothing else: a text, a number, a
    date as 2024-03-05, true or false, the number of an `OwnChoice`. It is written and read by
    `organizations.own.values`; change it by giving the record a new dict. In a question to the
    database ``own__f12`` stands for one of them.
    """

    own = models.JSONField("独自の項目", default=dict, blank=True, editable=False)

    own_kind: ClassVar[str]  # OwnField.Of

    class Meta:
        abstract = True


def bearers() -> list[type[Any]]:
    """The kinds of records that may have own fields, also those of other floors."""
    return [model for model in apps.get_models() if issubclass(model, OwnValues)]


def bearer(of: str) -> type[Any] | None:
    return next((model for model in bearers() if model.own_kind == of), None)
