"""変更・閲覧記録: what was changed, read and taken along in the user's municipalities."""

from __future__ import annotations

from auditlog.models import LogEntry
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from organizations.history import in_words
from organizations.models import StaffAssignment
from organizations.secrecy import hidden_entries
from platform_registry.access import require

PAGE = 50


def audit_log(request: HttpRequest) -> HttpResponse:
    """Entries by people of the coordinator's own municipalities; nobody sees another's."""
    require(request.user, "import")
    user = request.user
    entries = LogEntry.objects.select_related("actor", "content_type").order_by("-timestamp")
    if not user.is_superuser:
        places = user.municipality_ids("import")
        colleagues = StaffAssignment.objects.filter(municipality__in=places).values("user")
        elsewhere = StaffAssignment.objects.exclude(municipality__in=places).values("user")
        entries = entries.filter(Q(actor__in=colleagues) & ~Q(actor__in=elsewhere) | Q(actor=user))
    entries = entries.exclude(hidden_entries(user))
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    return render(
        request, "organizations/records.html", {"page": page, "changes": in_words(page.object_list)}
    )
