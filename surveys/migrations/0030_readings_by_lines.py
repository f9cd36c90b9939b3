"""What was kept of a reading is packed another way now. Open drafts are read again from their
files, which stay, and their pages worked out anew."""

from django.db import migrations


def forget(apps, schema_editor):
    apps.get_model("surveys", "FileReading").objects.all().delete()
    apps.get_model("surveys", "KeptWork").objects.update(basis="", content=b"")


class Migration(migrations.Migration):

    dependencies = [
        ("surveys", "0029_how_a_register_matches"),
    ]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop, elidable=True)]
