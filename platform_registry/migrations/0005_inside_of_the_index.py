"""Entries of what only some may read of a record; those of own values are made when it is applied."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    reindexes = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('platform_registry', '0004_bulk_changes'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='searchentry',
            name='search_entry_once',
        ),
        migrations.AddField(
            model_name='searchentry',
            name='inside',
            field=models.BooleanField(default=False, verbose_name='読める人だけに見つかる'),
        ),
        migrations.AddConstraint(
            model_name='searchentry',
            constraint=models.UniqueConstraint(fields=('kind', 'record_id', 'inside'), name='search_entry_once', violation_error_message='この記録の索引はすでにあります。'),
        ),
    ]
