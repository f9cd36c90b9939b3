from django.db import migrations

# Until now the kind of the batch alone told what its rows had made.
MODELS = {
    "members": ("organizations", "membership"),
    "departments": ("organizations", "department"),
    "contacts": ("organizations", "contact"),
    "meetings": ("meetings", "meeting"),
    "series": ("meetings", "meeting"),
    "attendance": ("meetings", "attendance"),
    "deliveries": ("pilots", "distribution"),
    "turnout": ("pilots", "attendancecount"),
}


def tell_kinds(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    rows = apps.get_model("surveys", "ImportRow").objects.exclude(record_id=None)
    for batch, (app, model) in MODELS.items():
        of_kind = rows.filter(batch__kind=batch)
        if of_kind.exists():
            kind, _ = ContentType.objects.get_or_create(app_label=app, model=model)
            of_kind.update(record_type=kind)


class Migration(migrations.Migration):

    dependencies = [("surveys", "0027_kind_of_the_records")]

    operations = [migrations.RunPython(tell_kinds, migrations.RunPython.noop)]
