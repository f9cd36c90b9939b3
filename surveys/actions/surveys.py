"""Surveys and single responses, by hand."""

from __future__ import annotations

from django.db import transaction

from organizations.models import Organization, User
from platform_registry import actions as door
from platform_registry.models import EditedMeanwhile
from surveys.models import Response


@transaction.atomic
def link_response(
    response: Response, *, organization: Organization | None, by: User, opened: str | None = None
) -> Response:
    """Tie a response to an organization by hand. Who did so stands in the list of changes.

    ``opened`` is the number of the one it was tied to on the page, "" for none; EditedMeanwhile
    where someone tied it to another since.
    """
    now: Response = Response.objects.select_for_update().get(pk=response.pk)
    if opened is not None and str(now.organization_id or "") != opened:
        raise EditedMeanwhile
    now.organization = organization  # of an older copy all else would be written back too
    door.save(now, by=by)
    return now
