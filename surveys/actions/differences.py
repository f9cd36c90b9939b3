"""What a person decides about what a register says otherwise; nothing of it is taken unasked.

Accepting writes through the door and notes the register beside the organization; taking back
restores what stood there, unless somebody has changed it since.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from organizations.models import (
    Note,
    Organization,
    OrganizationIdentifier,
    OrganizationName,
    User,
)
from platform_registry import actions as door
from surveys.actions import leases
from surveys.importing.registers.differences import same_name
from surveys.importing.writing.later_work import as_left
from surveys.models import ImportBatch, RegisterDifference

Kind, State = RegisterDifference.Kind, RegisterDifference.State
SUCCESSOR = "承継先法人番号"
CHANGED = (
    "「{}」は、名簿と照らしたあとで台帳の値が変わりました。"
    "団体の画面で確かめてから、もう一度名簿と照らしてください。"
)
CHANGED_SINCE = "「{}」は、反映したあとで台帳の値が変わったので、そのまま残しました。"
ANOTHER = (
    "「{}」の{}が、名簿と照らしたあとで変わりました。名簿のこの行と同じ団体か分からないため、反映できません。"
    "団体の画面で確かめてから、もう一度名簿と照らしてください。"
)
DECIDED = "「{}」の違いは、ほかの人がすでに判断しています。画面で確かめてください。"
TELL_EVERY = 20


@transaction.atomic
def accept(difference: RegisterDifference, *, by: User | None, opened: int | None = None) -> None:
    """Take over what the register says. ValidationError with a sentence where that can't be."""
    _refuse_unless(difference, State.OPEN)
    organization = difference.organization
    door.hold(organization)
    _refuse_another(difference)
    if not _holds(organization, difference.before):
        raise ValidationError(CHANGED.format(organization))
    made: list[models.Model] = [_source_note(difference)]
    if difference.kind == Kind.SUCCESSOR:
        number = difference.after["value"]
        made.append(
            OrganizationIdentifier(organization=organization, scheme=SUCCESSOR, value=number)
        )
    else:
        _write(organization, difference.after, by)
    if difference.kind == Kind.NAME and not _is_known(organization, difference.before["name"]):
        made.append(_former_name(difference))
    for record in made:
        door.save(record, by=by)
    difference.made = {record._meta.model_name: record.pk for record in made}
    _decide(difference, State.ACCEPTED, by, opened)


def _refuse_another(difference: RegisterDifference) -> None:
    """What the match was made by has to be there still."""
    organization = difference.organization
    by_number = difference.how == RegisterDifference.How.NUMBER
    numbers = {difference.number} if by_number else {difference.number, ""}
    if organization.corporate_number not in numbers:
        raise ValidationError(ANOTHER.format(organization, "法人番号"))
    if not by_number and not same_name(organization, difference.name):
        raise ValidationError(ANOTHER.format(organization, "名称"))


def _is_known(organization: Organization, name: str) -> bool:
    return bool(organization.names.filter(name=name).exists())


def _former_name(difference: RegisterDifference) -> OrganizationName:
    return OrganizationName(
        organization=difference.organization,
        name=difference.before["name"],
        kind=OrganizationName.Kind.FORMER,
        source=difference.batch.register_named,
    )


def _source_note(difference: RegisterDifference) -> Note:
    """Where the new value is from, beside the organization; of a closed body what was said."""
    organization = difference.organization
    labels = "、".join(label for label, *_ in difference.values)
    said = f"（{difference.detail}）" if difference.detail else ""
    return Note(
        municipality=organization.municipality,
        record=organization,
        kind=Note.Kind.SOURCE,
        field="" if difference.kind == Kind.SUCCESSOR else next(iter(difference.after)),
        text=f"{labels}は、{difference.batch.register_named}によります{said}。",
    )


def _write(organization: Organization, values: dict[str, str], by: User | None) -> None:
    with door.unless_refused(organization, *values):
        for name, value in values.items():
            setattr(organization, name, value)
        door.save(organization, by=by)


def _holds(organization: Organization, values: dict[str, str]) -> bool:
    return all(getattr(organization, name) == value for name, value in values.items())


def _refuse_unless(difference: RegisterDifference, state: str) -> None:
    if difference.state != state:
        raise ValidationError(DECIDED.format(difference.organization))


def _decide(
    difference: RegisterDifference, state: str, by: User | None, opened: int | None
) -> None:
    difference.state, difference.message = state, ""
    difference.decided_by, difference.decided_at = by, timezone.now()
    door.save(difference, by=by, opened=opened)


def set_aside(
    difference: RegisterDifference, *, by: User | None, opened: int | None = None
) -> None:
    """The registry stays as it is; the next register doesn't ask the same again."""
    _refuse_unless(difference, State.OPEN)
    _decide(difference, State.ASIDE, by, opened)


def bring_back(
    difference: RegisterDifference, *, by: User | None, opened: int | None = None
) -> None:
    """Ask again what was set aside."""
    _refuse_unless(difference, State.ASIDE)
    _decide(difference, State.OPEN, by, opened)


@transaction.atomic
def take_back(
    difference: RegisterDifference, *, by: User | None, opened: int | None = None
) -> None:
    """As it was before ``accept``. ValidationError where somebody has changed it since."""
    _refuse_unless(difference, State.ACCEPTED)
    organization = difference.organization
    door.hold(organization)
    if difference.kind != Kind.SUCCESSOR:
        if not _holds(organization, difference.after):
            raise ValidationError(CHANGED_SINCE.format(organization))
        _write(organization, difference.before, by)
    for kind in (Note, OrganizationName, OrganizationIdentifier):
        _remove_made(kind, difference, by)
    difference.made = {}
    _decide(difference, State.OPEN, by, opened)


def _remove_made(kind: Any, difference: RegisterDifference, by: User | None) -> None:
    """Unless somebody has written on it since."""
    made = kind.objects.filter(pk=difference.made.get(kind._meta.model_name))
    if made := as_left(made).first():
        door.remove(made, by=by)


# ------------------------------------------------------------------ by the worker


def accept_all(batch_id: int, request: int, *, by: User | None) -> None:
    """All open ones of the kind the batch was asked for that are surely of the body; one that
    can't be taken says why."""
    batch = _asked(batch_id, request, ImportBatch.State.RUNNING)
    if batch is not None:
        rows = RegisterDifference.objects.of(batch).sure()
        chosen = rows.filter(state=State.OPEN, kind=batch.settings["accept"])
        done, left = _one_by_one(accept, batch, chosen, by)
        _finish(batch, f"{done:,}件を反映しました。", "反映できませんでした", left)


def take_all_back(batch_id: int, request: int, *, by: User | None) -> None:
    """All that was accepted of the file, the last first."""
    batch = _asked(batch_id, request, ImportBatch.State.UNDOING)
    if batch is not None:
        accepted = RegisterDifference.objects.of(batch).filter(state=State.ACCEPTED)
        done, left = _one_by_one(take_back, batch, accepted, by)
        _finish(batch, f"{done:,}件の反映を取り消しました。", "取り消さずに残しました", left)


def _asked(batch_id: int, request: int, state: str) -> ImportBatch | None:
    batches = ImportBatch.objects.filter(pk=batch_id, request=request, state=state)
    return batches.select_related("file").defer("file__content").first()


def _one_by_one(
    verb: Any, batch: ImportBatch, chosen: QuerySet[RegisterDifference], by: User | None
) -> tuple[int, int]:
    """How many were done and how many not. Each in a transaction of its own: a worker that takes
    the work of a dead one up goes on with what is left."""
    numbers = list(chosen.order_by("-decided_at", "pk").values_list("pk", flat=True))
    done = 0
    for place, pk in enumerate(numbers):
        if place % TELL_EVERY == 0:
            leases.tell(batch.pk, batch.request, 5 + 90 * place // len(numbers))
        difference = RegisterDifference.objects.select_related("organization").get(pk=pk)
        difference.batch = batch
        try:
            verb(difference, by=by)
            done += 1
        except ValidationError as refusal:
            _note_refusal(pk, refusal, by)
    return done, len(numbers) - done


def _note_refusal(pk: int, refusal: ValidationError, by: User | None) -> None:
    difference = RegisterDifference.objects.get(pk=pk)
    difference.message = " ".join(refusal.messages)[:300]
    door.save(difference, by=by)


def message_told(batch: ImportBatch) -> None:
    """What was done is said once; a later one is still to be said."""
    ImportBatch.objects.filter(pk=batch.pk, message=batch.message).update(message="")


def _finish(batch: ImportBatch, done: str, not_done: str, left: int) -> None:
    more = f"{left:,}件は{not_done}。理由は、それぞれの行に示しています。" if left else ""
    state = ImportBatch.State.COMPARED
    leases.stop(batch.pk, batch.request, state=state, message=done + more)
