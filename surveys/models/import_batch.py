from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from organizations.models import Municipality, Organization
from platform_registry.japanese import era_date
from platform_registry.records.rules import Once, Rule
from surveys.models.import_told import (
    ImportQuerySet,
    InBatchQuerySet,
    kinds_of,
    no_list_hidden,
    told_under,
)
from surveys.models.response import Response
from surveys.models.survey import Survey


class ImportFileQuerySet(ImportQuerySet):
    """The list of a confidential layer holds its secrets before anything is registered."""

    def confided(self, user: Any, since: Any = None) -> Q:
        return no_list_hidden(user, "pk")

    def unused(self) -> ImportFileQuerySet:
        """Neither the file of a batch nor its code table."""
        code_tables = ImportBatch.objects.filter(codebook=OuterRef("pk"))
        return self.filter(~Exists(code_tables), batches=None)


class ImportFile(models.Model):
    """The bytes of an uploaded spreadsheet, kept as they came."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name="自治体", related_name="+"
    )
    name = models.CharField("ファイル名", max_length=255)
    size = models.PositiveBigIntegerField("大きさ（バイト）")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    content = models.BinaryField("内容", editable=False)
    uploaded_at = models.DateTimeField("受取日時", auto_now_add=True)
    uploaded_by = models.ForeignKey(
        "organizations.User",
        models.SET_NULL,
        verbose_name="受取者",
        null=True,
        blank=True,
        related_name="+",
    )

    belongs_to = "municipality"
    objects = ImportFileQuerySet.as_manager()

    class Meta:
        verbose_name = "取込ファイル"
        verbose_name_plural = "取込ファイル"

    def __str__(self) -> str:
        return self.name


class ImportBatchQuerySet(ImportQuerySet):
    def confided(self, user: Any, since: Any = None) -> Q:
        """A list of what is inside a confidential record is told to those cleared for it."""
        return told_under(user)

    def told_by_kind(self, user: Any) -> ImportBatchQuerySet:
        """`told_to` for a few imports: what they stand under and what their rows made is asked
        for first, and then of these kinds alone whether it is a secret."""
        numbers = list(self.order_by().values_list("pk", "parent_type"))
        rows = ImportRow.objects.filter(batch__in=[pk for pk, _ in numbers])
        made = rows.exclude(record_type=None).order_by().values_list("record_type", flat=True)
        parents, records = kinds_of(parent for _, parent in numbers), kinds_of(made.distinct())
        told = told_under(user, parents=parents, records=records)
        return self.filter(pk__in=[pk for pk, _ in numbers]).read_by(user, told)

    def committed(self) -> ImportBatchQuerySet:
        return self.filter(state=ImportBatch.State.COMMITTED)

    def ahead(self) -> ImportBatchQuerySet:
        """What they write is still to come."""
        states = ImportBatch.State
        return self.filter(state__in=[*ImportBatch.OPEN, states.READING, states.RUNNING])

    def of_same_bytes(self, batch: ImportBatch) -> ImportBatchQuerySet:
        """Other committed batches whose file had the same bytes."""
        return (
            self.committed()
            .filter(file__sha256=batch.file.sha256, municipality=batch.municipality)
            .exclude(pk=batch.pk)
        )


class ImportBatch(models.Model):
    """One attempt to import a file; holds everything the six steps decided.

    new_survey   {"title", "key", "audience", "fiscal_year"} of a survey to be made on commit
    settings     what a person set about reading: encoding, delimiter, sheet, table (its first
                 cell), headings (there, none), header_rows, first_data_row, last_data_row,
                 include (excluded rows brought back), profile
    fields       the column mapping (surveys.importing.columns.profiles)
    created      what commit added to the form and the profile, for undo: {"questions": [ids], …};
                 after an undo also "kept": {organization: why it is still there (Kept)}
    counts       new, changed, unchanged, excluded, error, absent, …
    seen         the plan a person saw and agreed to (surveys.importing.promise); kept until done
    request      counts the commits and undos asked for; a task carries out its own request only
    lease_until  until when the worker at it is believed to live; it goes on renewing that

    in_background    a large file: the worker reads it and works out each page

    What was decided row by row stands in ``row_decisions``.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "作成中"
        READING = "reading", "読取中"
        RUNNING = "running", "取込中"
        COMMITTED = "committed", "取込済"
        COMPARED = "compared", "照合済"  # a register; what is accepted of it is told apart
        FAILED = "failed", "取込に失敗"
        UNDOING = "undoing", "取消中"
        UNDONE = "undone", "取消済"

    class Step(models.TextChoices):
        FILE = "file", "ファイル"
        READING = "reading", "読み取り"
        COLUMNS = "columns", "列の対応"
        VALUES = "values", "値の対応"
        ORGANIZATIONS = "organizations", "団体の照合"
        CHECK = "check", "確認と取込"
        KNOWN = "known", "前回との違い"  # all on one page, for a form that is known

    class Kind(models.TextChoices):
        RESPONSES = "responses", "調査の回答"
        ORGANIZATIONS = "organizations", "団体の一覧"
        REGISTER = "register", "公の名簿との照合"
        MEMBERS = "members", "構成員の名簿"
        DEPARTMENTS = "departments", "部署の一覧"
        CONTACTS = "contacts", "連絡先の一覧"
        MEETINGS = "meetings", "打合せの記録"
        SERIES = "series", "会議体の記録"
        PILOTS = "pilots", "試行的事業の一覧"
        DELIVERIES = "deliveries", "配布先の一覧"
        ATTENDANCE = "attendance", "参加者の一覧"
        TURNOUT = "turnout", "参加人数の一覧"

    class Kept(models.TextChoices):
        """Why an undo keeps an organization; what refers to it may be nobody's to know."""

        EDITED = "edited", "あとで変更されたので残しました"
        DECIDED = "decided", "名寄せの判断で使われているので残しました"
        USED = "used", "ほかの記録で使われているので残しました"

    OPEN = (State.DRAFT, State.FAILED)  # still being decided

    kind = models.CharField("種類", max_length=15, choices=Kind, default=Kind.RESPONSES)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name="自治体", related_name="import_batches"
    )
    # What the rows of a list are entered under: a layer, a meeting, a municipality.
    parent_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    parent_id = models.PositiveBigIntegerField(
        "取込先の番号", null=True, blank=True, editable=False
    )
    parent = GenericForeignKey("parent_type", "parent_id")
    survey = models.ForeignKey(
        Survey,
        models.SET_NULL,
        verbose_name="調査",
        null=True,
        blank=True,
        related_name="import_batches",
    )
    file = models.ForeignKey(
        ImportFile, models.PROTECT, verbose_name="ファイル", related_name="batches"
    )
    codebook = models.ForeignKey(
        ImportFile, models.PROTECT, verbose_name="コード表", null=True, blank=True, related_name="+"
    )
    state = models.CharField("状態", max_length=12, choices=State, default=State.DRAFT)
    step = models.CharField("段階", max_length=15, choices=Step, default=Step.READING)
    new_survey = models.JSONField("作成する調査", default=dict, blank=True)
    settings = models.JSONField("読み取りの設定", default=dict, blank=True)
    fields = models.JSONField("列の対応", default=list, blank=True)
    counts = models.JSONField("件数", default=dict, blank=True)
    created = models.JSONField("取込で作ったもの", default=dict, editable=False)
    seen = models.TextField("確認した内容", blank=True, editable=False)
    request = models.PositiveIntegerField("依頼の番号", default=0, editable=False)
    lease_until = models.DateTimeField("処理の期限", null=True, blank=True, editable=False)
    progress = models.PositiveSmallIntegerField("進み具合（%）", default=0)
    message = models.TextField("メッセージ", blank=True)
    in_background = models.BooleanField("裏で読み取る", default=False, editable=False)
    created_at = models.DateTimeField("開始日時", auto_now_add=True)
    created_by = models.ForeignKey(
        "organizations.User",
        models.SET_NULL,
        verbose_name="開始者",
        null=True,
        blank=True,
        related_name="+",
    )
    changed_at = models.DateTimeField("最後に進めた日時", auto_now=True)
    changed_by = models.ForeignKey(
        "organizations.User",
        models.SET_NULL,
        verbose_name="最後に進めた人",
        null=True,
        blank=True,
        related_name="+",
    )
    committed_at = models.DateTimeField("取込日時", null=True, blank=True)
    committed_by = models.ForeignKey(
        "organizations.User",
        models.SET_NULL,
        verbose_name="取込者",
        null=True,
        blank=True,
        related_name="+",
    )
    undone_at = models.DateTimeField("取消日時", null=True, blank=True)
    undone_by = models.ForeignKey(
        "organizations.User",
        models.SET_NULL,
        verbose_name="取消者",
        null=True,
        blank=True,
        related_name="+",
    )

    belongs_to = ("parent", "municipality")
    named_with = ("file",)
    read_at = "parent"
    plural = "imports"
    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "取込"
        verbose_name_plural = "取込"
        ordering = ["-id"]
        indexes = [models.Index(fields=["municipality", "state", "-id"], name="batch_list")]
        constraints = [
            Rule(
                "batch_progress", Q(progress__lte=100), "進み具合は100までです。", under="progress"
            ),
            Rule(
                "batch_parent_whole",
                Q(parent_type=None, parent_id=None)
                | Q(parent_type__isnull=False, parent_id__isnull=False),
                "取込先が分かりません。取込先のページから、もう一度始めてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file.name}（{self.get_state_display()}）"

    def get_absolute_url(self) -> str:
        return reverse("import", args=[self.pk])

    @property
    def is_list(self) -> bool:
        return self.kind not in (self.Kind.RESPONSES, self.Kind.REGISTER)

    @property
    def is_register(self) -> bool:
        """A register to compare with: nothing of it is imported but what a person accepts."""
        return self.kind == self.Kind.REGISTER

    @property
    def register_named(self) -> str:
        """法人番号公表サイト「13_tokyo_all_20240830.zip」（令和6年8月30日現在）"""
        day = self.settings.get("as_of")
        when = f"（{era_date(date.fromisoformat(day))}現在）" if day else ""
        return f"{self.settings.get('register', '名簿')}「{self.file.name}」{when}"

    @property
    def what(self) -> str:
        """Whom a row is about."""
        if self.of_records:
            return "登録"
        return "団体" if self.is_list else "回答者"

    @property
    def of_records(self) -> bool:
        """A list whose rows are records under a parent."""
        return self.parent_id is not None

    @property
    def is_open(self) -> bool:
        """Still being decided: a draft, or one whose commit did not come about."""
        return self.state in self.OPEN


class ImportRow(models.Model):
    """One row of the file as this batch decided and applied it, with what it made.

    ``organization`` is the one the row was tied to, changed, or made (``organization_created``).
    ``record_id`` is the one of a list of records (members, departments), of ``record_type``.
    ``before`` is what stood there before a change: of a response see ``writing.snapshots``, of an
    organization and of a record {"version": the version after, "values": {field: value before}}.
    A row that made further records names them there, too, see ``writing.list_beside``.
    """

    class State(models.TextChoices):
        NEW = "new", "新規"
        CHANGED = "changed", "変更"
        UNCHANGED = "unchanged", "変更なし"
        EXCLUDED = "excluded", "取込まない"
        ERROR = "error", "取込めない"

    class Undone(models.TextChoices):
        REVERSED = "reversed", "取り消した"
        KEPT = "kept", "あとで変更されたので残した"
        TAKEN = "taken", "元の法人番号をほかの団体が使っているので残した"
        FAILED = "failed", "取り消せなかった"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, verbose_name="取込", related_name="rows")
    number = models.PositiveIntegerField("行")
    respondent_key = models.CharField("回答者の識別子", max_length=300, blank=True)
    raw = models.JSONField("元の行", default=list)
    state = models.CharField("状態", max_length=10, choices=State)
    problems = models.JSONField("問題", default=list, blank=True)
    corrections = models.JSONField("自動で直した値", default=list, blank=True)
    changes = models.JSONField("変更点", default=list, blank=True)
    response = models.ForeignKey(
        Response,
        models.SET_NULL,
        verbose_name="回答",
        null=True,
        blank=True,
        related_name="import_rows",
    )
    organization = models.ForeignKey(
        Organization, models.SET_NULL, verbose_name="団体", null=True, blank=True, related_name="+"
    )
    organization_created = models.BooleanField("団体を新規登録", default=False)
    record_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    record_id = models.PositiveBigIntegerField("登録の番号", null=True, blank=True, editable=False)
    before = models.JSONField("取込前の値", null=True, blank=True)
    undone = models.CharField("取消の結果", max_length=10, choices=Undone, blank=True)

    belongs_to = read_at = "batch"
    objects = InBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "取込の行"
        verbose_name_plural = "取込の行"
        ordering = ["number"]
        constraints = [
            Once("import_row_once", ["batch", "number"], "同じ行がすでにあります。"),
            Rule("import_row_from_one", Q(number__gte=1), "行は1から数えます。", under="number"),
        ]

    def __str__(self) -> str:
        return f"{self.number}行目"

    @property
    def subject(self) -> str:
        """Whom the row is about: the name, with the key where that says something else."""
        stated = self.response.stated.get("organization:name", "") if self.response else ""
        name = self.organization.name if self.organization else stated
        if not name or name in self.respondent_key:
            return self.respondent_key or name
        return f"{name}（{self.respondent_key}）" if self.respondent_key else name
