"""The index of the search over everything; what PostgreSQL looks in is made by `search.grams`."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import platform_registry.search.fields

class Migration(migrations.Migration):

    reindexes = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('platform_registry', '0001_drafts'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record_id', models.PositiveBigIntegerField(verbose_name='記録の番号')),
                ('heading', platform_registry.search.fields.KeyField(blank=True, editable=False, found=False, verbose_name='名前のかぎ')),
                ('key', platform_registry.search.fields.KeyField(blank=True, editable=False, verbose_name='検索のかぎ')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype', verbose_name='種類')),
            ],
            options={
                'verbose_name': '検索の索引',
                'verbose_name_plural': '検索の索引',
                'constraints': [models.UniqueConstraint(fields=('kind', 'record_id'), name='search_entry_once', violation_error_message='この記録の索引はすでにあります。')],
            },
        ),
    ]
