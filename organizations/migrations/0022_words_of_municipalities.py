"""A municipality's own words beside the common ones; no word stands twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

import django.db.models.deletion
import organizations.support.models
from django.db import migrations, models

LONGEST = 50


def number_words_that_stand_twice(apps: Any, schema_editor: Any) -> None:
    """The later ones; which of them records name can't be told here, so none is taken away."""
    terms = apps.get_model("organizations", "Term")._base_manager.order_by("pk")
    seen: Counter[tuple[str, str]] = Counter()
    taken = {(term.kind, term.label) for term in terms}
    for term in terms:
        word = (term.kind, term.label)
        seen[word] += 1
        if seen[word] == 1:
            continue
        number = 2
        while (term.kind, _numbered(term.label, number)) in taken:
            number += 1
        label = _numbered(term.label, number)
        taken.add((term.kind, label))
        terms.filter(pk=term.pk).update(label=label)


def _numbered(label: str, number: int) -> str:
    ending = f"（{number}）"
    return label[: LONGEST - len(ending)] + ending


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0021_user_names_once_in_any_case'),
    ]

    operations = [
        migrations.AddField(
            model_name='term',
            name='municipality',
            field=models.ForeignKey(blank=True, help_text='空欄は、すべての自治体に共通の用語です。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.municipality', verbose_name='自治体'),
        ),
        migrations.AlterField(
            model_name='term',
            name='active',
            field=models.BooleanField(default=True, help_text='外すと、新しくは選べなくなります。すでに使っている記録には残ります。', verbose_name='使用中'),
        ),
        migrations.AlterField(
            model_name='term',
            name='code',
            field=models.SlugField(default=organizations.support.models.new_code, max_length=40, verbose_name='コード'),
        ),
        migrations.RunPython(number_words_that_stand_twice, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.UniqueConstraint(condition=models.Q(('municipality', None)), fields=('kind', 'label'), name='term_label_once', violation_error_message='同じ名称の用語がすでにあります。ある用語を使うか、別の名称にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.UniqueConstraint(fields=('municipality', 'kind', 'label'), name='term_label_once_there', violation_error_message='同じ名称の用語がすでにあります。ある用語を使うか、別の名称にしてください。'),
        ),
    ]
