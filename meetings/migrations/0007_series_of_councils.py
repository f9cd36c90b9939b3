"""A series in which a secret meeting stands keeps its name when none of its meetings is left."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q


def mark(apps: Any, schema_editor: Any) -> None:
    secret = (
        Q(meetings__confidential=True)
        | Q(meetings__kind="council")
        | Q(meetings__layer__confidential=True)
        | Q(meetings__layer__lowered_at__isnull=False)
    )
    series = apps.get_model("meetings", "MeetingSeries").objects
    numbers = list(series.filter(secret).values_list("pk", flat=True).distinct())
    series.filter(pk__in=numbers).update(confidential=True)


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0006_rules"),
        ("organizations", "0011_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="meetingseries",
            name="confidential",
            field=models.BooleanField(default=False, editable=False, verbose_name="守秘の会議があった"),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="confidential",
            field=models.BooleanField(default=False, help_text="この層の閲覧を許可された人だけに見えるようになります。あとから解くことはできません。", verbose_name="守秘にする"),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
