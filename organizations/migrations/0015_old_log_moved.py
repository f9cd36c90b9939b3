"""The change log stands in one place: what was copied from its former table goes from there.

What a council keeps would lie there a second time, and its references, which the program no
longer knows of, would hold back every account they name.
"""

from django.db import migrations

LEFT = (
    "SELECT COUNT(*) FROM auditlog_logentry WHERE id NOT IN (SELECT id FROM organizations_logentry)"
)


def empty(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(LEFT)
        [left] = cursor.fetchone()
        if left:
            raise RuntimeError(f"変更の記録が{left}件、移されていません。")
        cursor.execute("DELETE FROM auditlog_logentry")


class Migration(migrations.Migration):

    # As to the former log's table, see 0008.
    dependencies = [
        ("organizations", "0014_statistic_numbers"),
    ]

    operations = [
        migrations.RunPython(empty, migrations.RunPython.noop, elidable=True),
    ]
