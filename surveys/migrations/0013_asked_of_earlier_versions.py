"""What was asked of the worker of an earlier version, and not done yet, is for a person to ask again.

The worker would do it in nobody's name, and of an import nobody has seen what it writes now.
"""

from django.db import migrations

AGAIN = "プログラムの版を替える前に済んでいませんでした。登録の内容は変わっていません。"


def ask_again(apps, schema_editor):
    waiting = apps.get_model("surveys", "ImportBatch").objects.filter(request=0)
    waiting.filter(state="running").update(
        state="draft", step="check", progress=0,
        message=f"{AGAIN}内容を確かめてから、もう一度取り込んでください。",
    )  # fmt: skip
    waiting.filter(state="undoing").update(
        state="committed", progress=0, message=f"{AGAIN}もう一度取り消してください。"
    )


class Migration(migrations.Migration):

    dependencies = [
        ("surveys", "0012_number_taken"),
    ]

    operations = [
        migrations.RunPython(ask_again, migrations.RunPython.noop, elidable=True),
    ]
