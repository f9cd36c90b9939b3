"""Pages read through the queryset that knows its reader: the code is read, as for the door."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from platform_registry.access import ScopedQuerySet
from platform_registry.secrecy import guarded

APPS = ("casebook", "meetings", "pilots", "surveys", "organizations")
PARTS = (
    "home",
    "across",
    "rates",
    "views",
    "tables",
    "filters",
    "panels",
    "composition",
    "pages",
    "records",
    "beside",
)
# The words of a queryset that ask who reads; `fetch` and a list page ask `visible_to` themselves.
ASKS = {"visible_to", "permitted", "editable_by", "offered_to", "told_to", "told_beside",
        "posts_told_to", "none"}  # fmt: skip
READS = {
    "all", "filter", "exclude", "get", "first", "last", "count", "exists", "order_by", "values",
    "values_list", "aggregate", "annotate", "select_related", "in_bulk", "iterator", "latest",
}  # fmt: skip

# Read without asking who reads, and why nobody is told more by it.
NARROWS = "narrows rows that were asked for"
OF_THE_READ = "of a record that was asked for, and as open as that"
PUBLIC = "everybody's"
REASONS = {
    ("casebook/composition/records.py", "meeting.agenda"): OF_THE_READ,
    ("casebook/composition/records.py", "meeting.attendances"): OF_THE_READ,
    ("casebook/home.py", "Municipality.objects"): PUBLIC,
    ("casebook/home.py", "SheetVersion.objects"): "leaves out one's own",
    ("organizations/home.py", "Note.objects"): "its word permitted_by_kind asks",
    ("surveys/panels.py", "ImportBatch.objects"): "its word told_by_kind asks",
    ("casebook/home.py", "PublishedPassage.objects"): "of versions that were asked for",
    ("casebook/panels.py", "PublishedPassage.objects"): "its word of_others asks",
    ("casebook/views/learning.py", "Reference.objects"): PUBLIC,
    ("casebook/views/matrix.py", "StageStatus.objects"): NARROWS,
    ("casebook/views/sheets.py", "CaseSheet.objects"): "published ones are everybody's",
    ("casebook/views/versions.py", "CaseSheet.objects"): OF_THE_READ,
    ("meetings/tables.py", "record.attendances"): OF_THE_READ,
    ("meetings/views.py", "Organization._base_manager"): OF_THE_READ,
    ("meetings/views.py", "meeting.agenda"): OF_THE_READ,
    ("meetings/views.py", "meeting.actions"): OF_THE_READ,
    ("meetings/views.py", "meeting.attendances"): OF_THE_READ,
    ("meetings/views.py", "meeting.decisions"): OF_THE_READ,
    (
        "organizations/platforms/filters.py",
        "Layer.objects",
    ): "narrows; that a layer exists is no secret",
    ("organizations/places/filters.py", "Municipality.objects"): PUBLIC,
    ("organizations/bodies/filters.py", "SupportActivity.objects"): NARROWS,
    ("organizations/bodies/tables.py", "SupportActivity.objects"): OF_THE_READ,
    ("organizations/bodies/tables.py", "OrganizationName.objects"): OF_THE_READ,
    ("pilots/tables.py", "Kpi.objects"): OF_THE_READ,
    ("pilots/tables.py", "Procurement.objects"): OF_THE_READ,
    ("organizations/platforms/tables.py", "Platform.objects"): OF_THE_READ,
    ("organizations/bodies/filters.py", "StaffAssignment.objects"): "of one's own places",
    ("organizations/bodies/filters.py", "User.objects"): "colleagues of one's own places",
    ("organizations/own/pages.py", "Municipality.objects"): "of the places one administers",
    ("organizations/own/pages.py", "OwnField.objects"): "its page fetches what may be edited",
    ("organizations/own/tables.py", "OwnChoice.objects"): OF_THE_READ,
    ("organizations/home.py", "Invitation.objects"): "of the places one administers",
    ("organizations/platforms/tables.py", "record.layers"): "that a layer exists is no secret",
    ("organizations/confidence/views.py", "Layer.objects"): "of a platform that was asked for",
    ("organizations/confidence/views.py", "StaffAssignment.objects"): "of places one administers",
    ("organizations/confidence/views.py", "User.objects"): "of the places one administers",
    (
        "organizations/beside/views.py",
        "Membership.objects",
    ): "what the notes in the list are beside",
    ("organizations/beside/admin.py", "Membership.objects"): "what the rows in the list are beside",
    ("organizations/log/filters.py", "User.objects"): "who stands in entries that were asked for",
    ("organizations/partners/views.py", "Municipality.objects"): PUBLIC,
    ("organizations/people/views.py", "User.objects"): "one's own account",
    ("organizations/places/views.py", "Municipality.objects"): PUBLIC,
    ("organizations/places/views.py", "found.children"): "of a department, not of a layer",
    ("organizations/platforms/views.py", "Membership.objects"): "among members that were asked for",
    ("organizations/platforms/views.py", "Platform.objects"): "asked by whom it is handed to",
    ("pilots/across/distributions.py", "Publication.objects"): "of deliveries that were asked for",
    ("pilots/across/events.py", "AttendanceCount.objects"): NARROWS,
    ("pilots/across/organizations.py", "Organization.objects"): "named by rows that were asked for",
    ("pilots/across/organizations.py", "Procurement.objects"): "asked by whoever takes them along",
    ("pilots/across/organizations.py", "Speaker.objects"): "asked by whoever takes them along",
    ("pilots/across/sums.py", "AttendanceCount.objects"): "of events that were asked for",
    ("pilots/across/sums.py", "Publication.objects"): "of deliveries that were asked for",
    ("pilots/filters.py", "Kpi.objects"): NARROWS,
    ("pilots/filters.py", "PilotEvent.objects"): NARROWS,
    ("pilots/filters.py", "Procurement.objects"): NARROWS,
    ("pilots/views.py", "Procurement.objects"): "of pilots that were asked for",
    ("surveys/filters.py", "Option.objects"): "of surveys that were asked for",
    (
        "surveys/views/registers.py",
        "RegisterDifference.objects",
    ): "of a comparison that was asked for",
    ("surveys/views/results.py", "ImportRow.objects"): "of a survey that was asked for",
    ("surveys/views/steps.py", "ImportBatch.objects"): "of the same place as the batch",
    ("surveys/views/wizard.py", "ImportBatch.objects"): "of the same place as the batch",
}


def scoped() -> set[str]:
    """The names of the kinds whose rows aren't everybody's."""
    return {
        model.__name__
        for model in apps.get_models()
        if model._meta.app_label in APPS
        and isinstance(model._default_manager.all(), ScopedQuerySet)
    }


def secret_relations() -> set[str]:
    """What records call the secrets that hang on them: steps, voices, decisions …"""
    return {
        str(relation.get_accessor_name())
        for model in apps.get_models()
        for relation in model._meta.related_objects
        if relation.related_model in guarded() and relation.get_accessor_name()
    }


def modules() -> Iterator[tuple[str, ast.Module]]:
    for app in APPS:
        for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
            name = path.relative_to(settings.BASE_DIR).as_posix()
            writes = path.stem.startswith("actions")
            if not writes and {Path(part).stem for part in Path(name).parts} & set(PARTS):
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def with_parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def starts(node: ast.AST) -> str:
    """`Meeting.objects`, `meeting.decisions` followed by a reading word; "" for anything else."""
    if not isinstance(node, ast.Attribute):
        return ""
    if node.attr in ("objects", "_default_manager", "_base_manager"):
        named = isinstance(node.value, ast.Name) and node.value.id in scoped()
        return ast.unparse(node) if named else ""
    if node.attr in READS and isinstance(node.value, ast.Attribute):
        return ast.unparse(node.value) if node.value.attr in secret_relations() else ""
    return ""


def asks(
    node: ast.AST, parents: dict[ast.AST, ast.AST], followed: frozenset[str] = frozenset()
) -> bool:
    """Whether the chain from here on, or what is made of it in the function, asks who reads."""
    while isinstance(parents.get(node), ast.Attribute | ast.Call | ast.IfExp):
        above = parents[node]
        if isinstance(above, ast.Attribute) and above.attr in ASKS:
            return True
        if isinstance(above, ast.Call) and node is not above.func:
            return ast.unparse(above.func) in ("fetch", "self.fetch")
        node = above
    holder = parents.get(node)
    if isinstance(holder, ast.Assign):
        name = ast.unparse(holder.targets[0])
        if name == "queryset" or name in followed:
            return name == "queryset"
        return is_asked_later(name, holder, parents, followed | {name})
    return False


def is_asked_later(
    name: str, assigned: ast.AST, parents: dict[ast.AST, ast.AST], followed: frozenset[str]
) -> bool:
    scope = assigned
    while scope in parents and not isinstance(scope, ast.FunctionDef):
        scope = parents[scope]
    return any(
        isinstance(node, ast.Name)
        and node.id == name
        and isinstance(node.ctx, ast.Load)
        and asks(node, parents, followed)
        for node in ast.walk(scope)
    )


def unasked() -> set[tuple[str, str]]:
    found = set()
    for name, tree in modules():
        parents = with_parents(tree)
        for node in ast.walk(tree):
            if (start := starts(node)) and not asks(node, parents):
                found.add((name, start))
    return found


def test_pages_read_what_their_reader_may() -> None:
    assert unasked() - set(REASONS) == set()


def test_the_table_holds_nothing_that_is_no_more() -> None:
    assert set(REASONS) - unasked() == set()


@pytest.mark.parametrize(
    ("code", "refused"),
    [
        ("MembershipStep.objects.filter(membership__in=found)", True),
        ("member.steps.all()", True),
        ("MembershipStep.objects.visible_to(user).order_by('id')", False),
        ("MemberCount.objects.filter(layer=layer).told_to(user)", False),
        ("fetch(Meeting.objects.select_related('layer'), user, 'view', pk=1)", False),
        ("meetings = Meeting.objects.all()\nfetch(meetings, user, 'view', pk=1)", False),
        ("meetings = Meeting.objects.all()\nlist(meetings)", True),
    ],
)
def test_a_reading_that_asks_is_told_from_one_that_does_not(code: str, refused: bool) -> None:
    tree = ast.parse(code)
    parents = with_parents(tree)
    found = [node for node in ast.walk(tree) if starts(node) and not asks(node, parents)]
    assert bool(found) is refused
