"""Open drafts are read again from their files, which stay: what was kept of the reading beside
them still holds the characters nobody sees."""

from django.db import migrations


def forget(apps, schema_editor):
    apps.get_model("surveys", "FileReading").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ("surveys", "0013_asked_of_earlier_versions"),
    ]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop, elidable=True)]
