"""What a commit of answers made besides its rows: form, names, profile, survey. Undone here."""

from __future__ import annotations

from typing import Any

from organizations.models import Organization, OrganizationName, User
from platform_registry.search.actions import forget, index_written
from surveys.importing.writing.later_work import as_left, with_later_work
from surveys.importing.writing.lessons import forget_names
from surveys.models import (
    ImportBatch,
    MappingProfile,
    Option,
    Question,
    Survey,
    SurveyFigure,
    ValueRule,
)


def remove_made(batch: ImportBatch) -> None:
    """Remove what nobody has changed and nothing has come to rest on."""
    made = batch.created
    _forget_spellings(made.get("spellings", []))
    forget_names(batch)
    ValueRule.objects.filter(pk__in=made.get("value_rules", [])).delete()
    as_left(Option.objects.filter(pk__in=made.get("options", []))).delete()
    questions = as_left(Question.objects.filter(pk__in=made.get("questions", [])))
    forget(Question, list(questions.values_list("pk", flat=True)))
    questions.delete()
    index_written(Question, _with_options(batch))
    _restore_profile(made.get("profile"))
    if made.get("figures"):
        _remove_figures(batch)
    if made.get("survey"):
        _remove_survey(batch)


def _with_options(batch: ImportBatch) -> list[int]:
    """Questions whose options may have gone: they are found by them."""
    return list(Question.objects.filter(survey=batch.survey_id).values_list("pk", flat=True))


def _remove_figures(batch: ImportBatch) -> None:
    """Those nobody has changed, or put anything beside, since."""
    there = SurveyFigure.objects.filter(pk__in=batch.created["figures"])
    free = as_left(there).values_list("pk", flat=True)
    kept = there.count() - len(free)
    SurveyFigure.objects.filter(pk__in=list(free)).delete()
    batch.counts |= {"figures_removed": len(free), "figures_kept": kept}


def _forget_spellings(ids: list[int]) -> None:
    made = as_left(OrganizationName.objects.filter(pk__in=ids))
    for spelling in made.select_related("organization"):
        organization = spelling.organization
        spelling.delete()
        index_written(Organization, [organization.pk])


def save_profile(
    batch: ImportBatch, by: User | None, *, name: str, fields: list[Any], settings: dict[str, Any]
) -> dict[str, Any]:
    """Save how this file was read for the next one. Returns what to restore on undo."""
    same = {"municipality": batch.municipality, "kind": batch.kind, "name": name}
    profile = MappingProfile.objects.filter(**same).first()
    before = profile and {
        "survey": profile.survey_id,
        "settings": profile.settings,
        "fields": profile.fields,
        "saved_at": profile.saved_at.isoformat(),
        "saved_by": profile.saved_by_id,
    }
    profile = profile or MappingProfile(**same)
    profile.survey = batch.survey
    profile.settings, profile.fields = settings, fields
    profile.saved_by = by
    profile.save()
    return {"id": profile.pk, "before": before, "left": profile.saved_at.isoformat()}


def _restore_profile(saved: dict[str, Any] | None) -> None:
    """As it was before, unless a later import or a person saved it since."""
    if saved is None:
        return
    profile = MappingProfile.objects.filter(pk=saved["id"])
    if "left" in saved:
        profile = profile.filter(saved_at=saved["left"])
    if saved["before"] is None:
        profile.delete()
        return
    survey, person = (saved["before"].get(name) for name in ("survey", "saved_by"))
    profile.update(
        **saved["before"]
        | {
            "survey": Survey.objects.filter(pk=survey).first(),  # may be gone by now
            "saved_by": User.objects.filter(pk=person).first(),
        }
    )


def _remove_survey(batch: ImportBatch) -> None:
    """The survey the batch made goes too, if nothing else came to rest on it."""
    survey: Survey | None = batch.survey
    if survey is None or survey.version != 1:
        return
    others = survey.import_batches.exclude(pk=batch.pk)
    if others.exclude(state=ImportBatch.State.UNDONE).exists():
        return
    if not with_later_work(Survey.objects.filter(pk=survey.pk), besides={ImportBatch}):
        batch.survey = None
        forget(Survey, [survey.pk])
        survey.delete()
