"""Every entry of the change log says which act it was; entries of one act are parts of its line."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When

# As the log wrote it until now.
OF_ACTION = {0: "create", 1: "update", 2: "delete", 3: "read"}
FAILED_LOGIN, PASSWORD_SET = "ログインの失敗", "パスワードの変更"
GIVES_RIGHTS = ["staffassignment", "clearance", "lowering"]


def name_acts(apps: Any, schema_editor: Any) -> None:
    entries = apps.get_model("organizations", "LogEntry")._base_manager.all()
    entries.update(act=Case(*(When(action=a, then=Value(act)) for a, act in OF_ACTION.items())))
    said = entries.filter(additional_data__isnull=False)
    said.filter(action=3).update(act="export")
    said.filter(additional_data__what=FAILED_LOGIN).update(act="login")
    rights = Q(content_type__app_label="organizations", content_type__model__in=GIVES_RIGHTS)
    entries.filter(rights).exclude(action=3).update(act="rights")
    said.filter(additional_data__what=PASSWORD_SET).update(act="rights")
    _name_imports(entries)
    _keep_readings(entries)


def _name_imports(entries: Any) -> None:
    """Only their lines: what else they wrote isn't marked, and times tell nothing for certain."""
    batches = entries.filter(
        content_type__app_label="surveys", content_type__model="importbatch", action=1
    )
    batches.filter(changes__state__1="committed").update(act="import")
    batches.filter(changes__counts__isnull=False).update(act="undo")


def _keep_readings(entries: Any) -> None:
    """That somebody read an entry was told to all; now to those to whom the entry is."""
    readings = entries.filter(content_type__app_label="organizations", content_type__model="logentry")
    read = entries.filter(pk=OuterRef("object_id"))
    kept = ("municipality_id", "layer_number", "within_type_id", "within_id", "voices_of")
    readings.update(confided=True, **{name: Subquery(read.values(name)[:1]) for name in kept})
    unkept = readings.filter(within_id=None)
    unkept.update(within_type=F("content_type"), within_id=F("object_id"))


class Migration(migrations.Migration):
    dependencies = [("organizations", "0016_must_change_password")]

    operations = [
        migrations.AddField(
            model_name="logentry",
            name="act",
            field=models.CharField(
                choices=[
                    ("create", "登録"),
                    ("update", "変更"),
                    ("delete", "削除"),
                    ("read", "閲覧"),
                    ("export", "出力"),
                    ("import", "取込"),
                    ("undo", "取消"),
                    ("rights", "権限"),
                    ("login", "ログイン"),
                ],
                default="",
                max_length=10,
                verbose_name="操作",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="logentry",
            name="part",
            field=models.BooleanField(default=False, verbose_name="まとまりの一部"),
        ),
        migrations.AddIndex(
            model_name="logentry",
            index=models.Index(fields=["municipality", "act", "-timestamp"], name="log_of_act"),
        ),
        migrations.AddIndex(
            model_name="logentry",
            index=models.Index(fields=["municipality", "actor", "-timestamp"], name="log_of_person"),
        ),
        migrations.AddIndex(
            model_name="logentry",
            index=models.Index(fields=["municipality", "content_type", "-timestamp"], name="log_of_kind"),
        ),
        migrations.RunPython(name_acts, migrations.RunPython.noop, elidable=True),
    ]
