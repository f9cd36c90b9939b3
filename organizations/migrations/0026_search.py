"""Organizations are found by all they say; words that say the same are looked for together."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import platform_registry.search.fields

def write_common_wordings(apps: Any, schema_editor: Any) -> None:
    from organizations.support.wordings import COMMON, first_of

    kind = apps.get_model("organizations", "Wording")
    kind._base_manager.bulk_create(
        kind(words=words, use=use, standard=first_of(words)) for words, use in COMMON.items()
    )


class Migration(migrations.Migration):

    reindexes = True

    dependencies = [
        ('organizations', '0025_keys_of_more_forms'),
    ]

    operations = [
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                ('words', models.CharField(help_text='「、」で区切ります。例：社会福祉協議会、社協。検索ではどれを入力しても、すべてをさがします。', max_length=300, verbose_name='同じ意味の言葉')),
                ('use', models.CharField(choices=[('anywhere', '文のどこにでも書かれる'), ('apart', '名称の前か後ろに付く（法人格など）'), ('of_a_place', '自治体名の後ろに付く（社協など）')], default='anywhere', max_length=20, verbose_name='使われ方')),
                ('active', models.BooleanField(default=True, help_text='はじめからある言い換えは、削除すると元に戻ります。使わないときは外してください。', verbose_name='使用中')),
                ('standard', models.CharField(blank=True, editable=False, max_length=50)),
                ('municipality', models.ForeignKey(blank=True, help_text='空欄は、すべての自治体に共通の言い換えです。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.municipality', verbose_name='自治体')),
            ],
            options={
                'verbose_name': '言い換え',
                'verbose_name_plural': '言い換え',
                'ordering': ['words', 'id'],
            },
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='wording_written', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.RunPython(write_common_wordings, migrations.RunPython.noop),
        migrations.RemoveIndex(
            model_name='organization',
            name='organization_list',
        ),
        migrations.AlterField(
            model_name='organization',
            name='search_text',
            field=platform_registry.search.fields.KeyField(blank=True, editable=False),
        ),
        migrations.AddIndex(
            model_name='organization',
            index=models.Index(fields=['municipality', 'sort_key', 'id', 'merged_into'], name='organization_list'),
        ),
    ]
