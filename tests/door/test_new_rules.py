"""A database of an earlier version comes over: nothing is lost, and nothing changed unsaid."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.management.base import CommandError
from django.db import migrations, models
from django.db.models import F, Q

from organizations.models import Contact, Municipality
from platform_registry.operation.migrating import look_first
from tests.factories.organization import ContactFactory, PublicationConsentFactory

NAMED = "入力されていません。入力してください。"
IN_ORDER = "取消日は同意日以降の日付を入力してください。"


def plan(*operations: Any, backwards: bool = False) -> list[Any]:
    migration = migrations.Migration("0099_stricter", "organizations")
    migration.operations = list(operations)
    return [(migration, backwards)]


def rule(model: str, condition: Q, sentence: str) -> migrations.AddConstraint:
    return migrations.AddConstraint(
        model,
        models.CheckConstraint(
            condition=condition, name=f"stricter_{model}", violation_error_message=sentence
        ),
    )


def test_rows_a_new_rule_refuses_are_told_before_anything_is_changed(koto: Municipality) -> None:
    """By number and field, and without a word of what stands in them."""
    contacts = [ContactFactory(post="") for _ in range(22)]
    consent = PublicationConsentFactory(withdrawn_on="2025-12-01")
    in_order = Q(withdrawn_on=None) | Q(withdrawn_on__lt=F("given_on"))
    rules = (rule("contact", ~Q(post=""), NAMED), rule("publicationconsent", in_order, IN_ORDER))
    with pytest.raises(CommandError) as refusal:
        look_first(plan(*rules, *rules), apps, "default")
    first, second, *rows = str(refusal.value).splitlines()
    assert "まだ何も変えていません" in first
    assert "いままでの版のプログラムで直してから" in second
    numbers = "、".join(str(contact.pk) for contact in contacts[:20])
    assert rows == [
        f"・連絡先（担当者）（番号 {numbers}、ほか2件）の「役職」：{NAMED}"
        "（管理画面では /admin/organizations/contact/番号/change/）",
        f"・公開の同意（番号 {consent.pk}）の「取消日」：{IN_ORDER}"
        "（管理画面では /admin/organizations/publicationconsent/番号/change/）",
    ]
    look_first(plan(*rules, backwards=True), apps, "default")
    taken_back = migrations.RemoveConstraint("contact", "stricter_contact")
    look_first(plan(rules[0], taken_back), apps, "default")
    Contact.objects.update(post="会長")
    consent.delete()
    look_first(plan(*rules), apps, "default")


def test_what_a_plan_itself_brings_is_not_looked_at(koto: Municipality) -> None:
    ContactFactory()
    new = (rule("contact", ~Q(no_field_yet=""), NAMED), rule("no_table_yet", ~Q(a=""), NAMED))
    look_first(plan(*new), apps, "default")
