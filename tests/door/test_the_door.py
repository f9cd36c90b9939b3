"""A write has one door: the code is read, and nothing else may write to the database."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.forms import SetPasswordMixin
from django.urls import resolve

from organizations.people.account_forms import ThroughTheVerb
from organizations.people.admin import RegistryUserAdmin

APPS = ("casebook", "meetings", "pilots", "surveys", "organizations", "platform_registry")
WRITES = {
    "save", "create", "delete", "update", "get_or_create", "update_or_create", "bulk_create",
    "bulk_update", "_raw_delete", "save_m2m", "_save_m2m", "asave", "acreate", "adelete", "aupdate",
    "set_password", "set_unusable_password", "aget_or_create", "aupdate_or_create", "abulk_create", "abulk_update",
}  # fmt: skip
# Of a relation; a set or a list has some of the same words, and stands as a plain name there.
LINKS = {"set", "add", "remove", "clear", "aset", "aadd", "aremove", "aclear"}
BULK_WRITER = "surveys/importing/writing/"

# What Django's admin would write past the door.
BY_THE_ADMIN = {"save_model", "save_related", "save_formset", "delete_model", "delete_queryset"}

# No write to the database: what it is instead.
NO_DATABASE = {
    ("meetings/minutes.py", "file.save"): "a Word file",
    ("casebook/documents/word.py", "file.save"): "a Word file",
    ("platform_registry/word/file.py", "self._docx.save"): "a Word file",
    ("casebook/documents/book.py", "file.save"): "a Word file",
    ("casebook/documents/workbook.py", "book.save"): "an Excel file",
    ("platform_registry/lists/exports.py", "book.save"): "an Excel file",
    ("surveys/importing/planning/problem_workbook.py", "book.save"): "an Excel file",
    ("surveys/importing/planning/plan.py", "whole.update"): "a digest",
    ("surveys/importing/planning/plan.py", "share.update"): "a digest",
    ("surveys/importing/lists/organization_returned.py", "emptied.update"): "a counter",
    ("organizations/needs/matching.py", "candidate.functions.add"): "a set",
}


def relations() -> set[str]:
    """What records call the records that hang on them: partners, targets, memberships …"""
    found = set()
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            found |= {field.name for field in model._meta.many_to_many}
            found |= {r.get_accessor_name() or "" for r in model._meta.related_objects}
    return found - {""}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for app in APPS:
        for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
            name = path.relative_to(settings.BASE_DIR).as_posix()
            if "/migrations/" not in name:
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def may_write(name: str) -> bool:
    path = Path(name)
    in_actions = path.name.startswith("actions") or "actions" in path.parts
    return in_actions or name.startswith(BULK_WRITER)


def called(node: ast.AST) -> tuple[str, ast.expr] | None:
    """The last word of a call and what it is said of: ("save", <record>)."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr, node.func.value
    return None


def is_door(of: ast.expr) -> bool:
    """`actions.save(…)`, `door.remove(…)`."""
    return isinstance(of, ast.Name) and (of.id.startswith("actions") or of.id == "door")


def is_own_save(of: ast.expr, word: str) -> bool:
    """`super().save(…)`: what a model does when the door saves it."""
    return word == "save" and isinstance(of, ast.Call) and ast.unparse(of) == "super()"


def is_link(word: str, of: ast.expr) -> bool:
    """`record.partners.set(…)`, `getattr(record, name).add(…)`; `seen.add(…)` is a set's."""
    computed = isinstance(of, ast.Call) and ast.unparse(of.func) == "getattr"
    named = isinstance(of, ast.Attribute) and of.attr in relations()
    return word in LINKS and (computed or named)


def is_write(word: str, of: ast.expr) -> bool:
    writing = word in WRITES or is_link(word, of)
    return writing and not (is_door(of) or is_own_save(of, word))


def writes() -> list[tuple[str, str]]:
    return [
        (name, f"{ast.unparse(call[1])}.{call[0]}")
        for name, tree in modules()
        if not may_write(name)
        for node in ast.walk(tree)
        if (call := called(node)) and is_write(*call)
    ]


def test_everything_is_written_through_the_door() -> None:
    assert [write for write in writes() if write not in NO_DATABASE] == []


def desks() -> list[type[admin.ModelAdmin]]:
    own = [apps.get_app_config(app) for app in APPS]
    return [
        type(admin.site._registry[model])
        for app in own
        for model in app.get_models()
        if model in admin.site._registry
    ]


@pytest.mark.parametrize("word", sorted(BY_THE_ADMIN))
def test_the_admin_writes_nothing_in_its_own_way(word: str) -> None:
    its_own = getattr(admin.ModelAdmin, word)
    assert [desk.__name__ for desk in desks() if getattr(desk, word) is its_own] == []


def test_passwords_are_set_by_the_verb() -> None:
    """The library's forms save an account of their own accord."""
    of_the_site = resolve("/password/").func.view_class.form_class
    of_the_admin = RegistryUserAdmin.change_password_form
    its_own = SetPasswordMixin.set_password_and_save
    for form in (of_the_site, of_the_admin):
        assert form.set_password_and_save is not its_own
        assert issubclass(form, ThroughTheVerb)


def test_the_tables_hold_nothing_that_is_no_more() -> None:
    assert set(NO_DATABASE) - set(writes()) == set()


def verbs() -> list[tuple[str, ast.FunctionDef]]:
    """Functions of the modules of verbs that are told who acts."""
    return [
        (name, node)
        for name, tree in modules()
        if may_write(name)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and "by" in {a.arg for a in (*node.args.args, *node.args.kwonlyargs)}
    ]


def test_who_is_told_who_acts_makes_use_of_it() -> None:
    unused = [
        f"{name}: {verb.name}"
        for name, verb in verbs()
        if not any(isinstance(n, ast.Name) and n.id == "by" for n in ast.walk(verb))
    ]
    assert verbs()
    assert unused == []


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("record.save()", True),
        ("Meeting.objects.filter(pk=1).update(title='')", True),
        ("form.save(commit=False)", True),
        ("form.save_m2m()", True),
        ("user.set_password(word)", True),
        ("record.partners.set([])", True),
        ("super().save(*args)", False),
        ("actions.save(record, by=user)", False),
        ("seen.add(1)", False),
    ],
)
def test_a_write_is_told_from_what_is_none(line: str, refused: bool) -> None:
    call = called(ast.parse(line, mode="eval").body)
    assert call
    assert is_write(*call) is refused
