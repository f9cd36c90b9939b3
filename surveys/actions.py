"""Everything that is written about surveys and imports, as verbs. ``by`` is the person acting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from organizations.models import Municipality, Organization, User
from platform_registry.models import EditedMeanwhile
from surveys.importing import profiles
from surveys.importing.drafts import keep_file, limits, read_batch
from surveys.importing.matching import decision_key
from surveys.importing.plan import Plan
from surveys.importing.reader import read_safely
from surveys.importing.registry import make_registry_plan
from surveys.importing.respondents import lost_organizations
from surveys.importing.shapes import Field
from surveys.models import ImportBatch, ImportFile, NameDecision, Response, Survey
from surveys.tasks import commit_batch, undo_batch

State = ImportBatch.State


@transaction.atomic
def save_survey(survey: Survey, *, by: User, opened_version: int | None = None) -> Survey:
    if survey.pk is not None and opened_version is not None:
        survey.claim(opened_version)
    survey.stamp(by)
    survey.save()
    return survey


def start_import(
    *,
    data: bytes,
    name: str,
    municipality: Municipality,
    by: User | None,
    survey: Survey | None = None,
    new_survey: Mapping[str, Any] | None = None,
    codebook: tuple[str, bytes] | None = None,
) -> ImportBatch:
    """Keep the file and open a draft. Raises Refused, with nothing stored, if it can't be read."""
    if codebook is not None:
        read_safely(codebook[1], limits=limits())
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            municipality=municipality,
            survey=survey,
            new_survey=dict(new_survey or {}),
            file=keep_file(data, name=name, municipality=municipality, by=by),
            codebook=codebook
            and keep_file(codebook[1], name=codebook[0], municipality=municipality, by=by),
            created_by=by,
        )
        read_batch(batch)
    return batch


def start_registry_import(
    *, data: bytes, name: str, municipality: Municipality, by: User | None
) -> ImportBatch:
    """Keep a list of organizations and open a draft. Refused with nothing stored, as above."""
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            kind=ImportBatch.Kind.ORGANIZATIONS,
            municipality=municipality,
            file=keep_file(data, name=name, municipality=municipality, by=by),
            step=ImportBatch.Step.CHECK,
            created_by=by,
        )
        make_registry_plan(batch)
    return batch


def set_reading(batch: ImportBatch, *, settings: Mapping[str, Any], by: User) -> None:
    """Read the file another way. What was decided about columns and rows no longer fits."""
    before = batch.settings
    batch.settings = {key: value for key, value in settings.items() if value not in (None, "", [])}
    read_batch(batch)
    if batch.settings != before:
        batch.fields = []
        batch.decisions = {}
    batch.save(update_fields=["settings", "fields", "decisions"])


def set_fields(batch: ImportBatch, *, fields: list[Field], by: User) -> None:
    batch.fields = profiles.dump(fields)
    batch.save(update_fields=["fields"])


@transaction.atomic
def decide_organization(
    batch: ImportBatch,
    *,
    number: int,
    written: str,
    choice: str,
    organization: Organization | None,
    rejected: list[int],
    by: User,
) -> None:
    """A person's decision for one row, remembered for every later file.

    ``rejected`` are the suggested organizations that the decision says are not the same.
    """
    decisions = batch.decisions.setdefault("organizations", {})
    if choice == "undecided":
        decisions.pop(str(number), None)
        return
    decisions[str(number)] = {
        "choice": choice,
        "organization": organization.pk if organization else None,
    }
    key = decision_key(written)
    names = NameDecision.objects.filter(municipality=batch.municipality, key=key)
    if organization is not None:
        names.filter(same=True).exclude(organization=organization).delete()
        _decide_name(batch, written, organization.pk, same=True, by=by)
    for organization_id in rejected:
        if organization is None or organization_id != organization.pk:
            _decide_name(batch, written, organization_id, same=False, by=by)


def _decide_name(
    batch: ImportBatch, written: str, organization_id: int, *, same: bool, by: User
) -> None:
    NameDecision.objects.update_or_create(
        municipality=batch.municipality,
        key=decision_key(written),
        organization_id=organization_id,
        defaults={"written": written[:200], "same": same, "decided_by": by},
    )


def save_decisions(batch: ImportBatch) -> None:
    batch.save(update_fields=["decisions"])


def exclude_rows(batch: ImportBatch, *, numbers: list[int], by: User) -> None:
    batch.decisions["excluded"] = sorted(set(numbers))
    save_decisions(batch)


def record_links(batch: ImportBatch, *, plan: Plan) -> None:
    """Keep the links the check page shows; commit carries out these and no others.

    The page tells whose chosen organization is gone; that choice is no longer asked for.
    """
    linked = {
        str(row.row.number): row.respondent.organization
        for row in plan.rows
        if row.respondent.outcome == "linked" and row.respondent.organization is not None
    }
    lost = lost_organizations(batch)
    if lost or batch.decisions.get("linked") != linked:
        chosen = batch.decisions.get("organizations", {})
        batch.decisions["organizations"] = {
            number: choice
            for number, choice in chosen.items()
            if choice["organization"] not in lost
        }
        batch.decisions["linked"] = linked
        save_decisions(batch)


def request_commit(batch: ImportBatch, *, by: User) -> None:
    """Hand the commit to the background worker. Asking twice does no harm."""
    waiting = [State.DRAFT, State.FAILED, State.RUNNING]
    changed = ImportBatch.objects.filter(pk=batch.pk, state__in=waiting).update(
        state=State.RUNNING, progress=5, message=""
    )
    if changed:
        commit_batch.enqueue(batch.pk, by.pk)


def request_undo(batch: ImportBatch, *, by: User) -> None:
    waiting = [State.COMMITTED, State.UNDOING]
    changed = ImportBatch.objects.filter(pk=batch.pk, state__in=waiting).update(
        state=State.UNDOING, progress=5, message=""
    )
    if changed:
        undo_batch.enqueue(batch.pk, by.pk)


def reopen(batch: ImportBatch, *, by: User) -> ImportBatch:
    """A new draft with the file and the decisions of a batch that failed or was taken back."""
    return ImportBatch.objects.create(
        kind=batch.kind,
        municipality=batch.municipality,
        survey=batch.survey,
        new_survey={} if batch.survey else batch.new_survey,
        file=batch.file,
        codebook=batch.codebook,
        settings=batch.settings,
        fields=batch.fields,
        decisions=batch.decisions,
        step=ImportBatch.Step.CHECK,
        created_by=by,
    )


@transaction.atomic
def discard(batch: ImportBatch, *, by: User | None) -> None:
    """Throw a draft away, with its file and its code table where no other batch uses them."""
    files = {batch.file_id, batch.codebook_id}
    batch.delete()
    ImportFile.objects.filter(pk__in=files).unused().delete()


@transaction.atomic
def link_response(
    response: Response, *, organization: Organization | None, by: User, opened: str | None = None
) -> None:
    """Tie a response to an organization by hand.

    ``opened`` is the number of the one it was tied to on the page, "" for none; EditedMeanwhile
    where someone tied it to another since.
    """
    now = Response.objects.select_for_update().get(pk=response.pk)
    if opened is not None and str(now.organization_id or "") != opened:
        raise EditedMeanwhile
    response.organization = organization
    response.edited_at = timezone.now()
    response.save(update_fields=["organization", "edited_at"])
