"""Says which published sheets tell of a council's meetings, which were open when they were published.

What is published stays as it was; whether it is withdrawn, a person decides.
"""

from django.db import migrations

SAY = (
    "\n公開中の事例票のうち、番号 {} には、いまは守秘になった地域協議会の会議が載っている"
    "ことがあります。自治体の管理者が内容を確かめて、要れば取り下げてください。"
)


def say(apps, schema_editor):
    versions = apps.get_model("casebook", "SheetVersion").objects.filter(withdrawn_on=None)
    meetings = apps.get_model("meetings", "Meeting").objects
    kept = meetings.filter(kind="council") | meetings.filter(layer__confidential=True)
    told = set(kept.filter(confidential=False).values_list("platform", "fiscal_year"))
    sheets = versions.values_list("sheet", "sheet__platform", "sheet__fiscal_year")
    numbers = sorted({sheet for sheet, *place in sheets if tuple(place) in told})
    if numbers:
        print(SAY.format("、".join(map(str, numbers))))


class Migration(migrations.Migration):

    dependencies = [
        ("casebook", "0010_sentences"),
        ("meetings", "0007_series_of_councils"),
        ("organizations", "0014_statistic_numbers"),
    ]

    operations = [
        migrations.RunPython(say, migrations.RunPython.noop, elidable=True),
    ]
