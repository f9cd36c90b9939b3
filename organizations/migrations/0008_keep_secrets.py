"""Councils become confidential, clearances given stay in force, the change log gets its places."""

from typing import Any

from django.db import migrations
from django.db.models import F, Q
from django.utils import timezone

COPIED = (
    "id, object_pk, object_id, object_repr, serialized_data, action, changes_text, changes, cid, "
    "remote_addr, remote_port, timestamp, additional_data, actor_email, actor_id, content_type_id"
)
# What is told of only where the record itself is.
GUARDED = (
    ("organizations", "membership"),
    ("organizations", "membercount"),
    ("meetings", "meeting"),
    ("meetings", "attendance"),
    ("meetings", "agendaitem"),
    ("meetings", "decision"),
    ("meetings", "action"),
    ("meetings", "opinion"),
    ("meetings", "hearing"),
)


def councils(apps: Any, schema_editor: Any) -> None:
    layers = apps.get_model("organizations", "Layer").objects
    layers.filter(Q(kind="council") | Q(personal_data=True)).update(confidential=True)
    clearances = apps.get_model("organizations", "Clearance").objects
    clearances.filter(given_at=None).update(given_at=timezone.now())


def partners(apps: Any, schema_editor: Any) -> None:
    """Those who take part already are taken at their word; nobody is its own partner."""
    invitations = apps.get_model("organizations", "Invitation").objects
    for platform in apps.get_model("organizations", "Platform").objects.all():
        platform.partners.remove(platform.municipality_id)
        for place in platform.partners.all():
            invitations.create(platform=platform, municipality=place, state="accepted")


def copy_log(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(
        f"INSERT INTO organizations_logentry ({COPIED}, confided) "
        f"SELECT {COPIED}, %s FROM auditlog_logentry",
        [False],
    )
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "SELECT setval(pg_get_serial_sequence('organizations_logentry', 'id'), "
            "GREATEST((SELECT MAX(id) FROM organizations_logentry), 1))"
        )


def place_log(apps: Any, schema_editor: Any) -> None:
    """Shown until now to the municipality of who acted; what was marked secret stays so."""
    entries = apps.get_model("organizations", "LogEntry").objects
    assignments = apps.get_model("organizations", "StaffAssignment").objects
    places: dict[Any, Any] = {}
    for user, municipality in assignments.values_list("user_id", "municipality_id"):
        places.setdefault(user, set()).add(municipality)
    for user, where in places.items():
        if len(where) == 1:
            entries.filter(actor_id=user).update(municipality_id=next(iter(where)))
    for entry in entries.filter(additional_data__isnull=False).iterator():
        marks = entry.additional_data if isinstance(entry.additional_data, dict) else {}
        council, voices = marks.get("council"), marks.get("voices")
        if council or voices:
            entries.filter(pk=entry.pk).update(
                layer_number=council, voices_of=voices, confided=bool(council)
            )
    kinds = apps.get_model("contenttypes", "ContentType").objects
    for app, model in GUARDED:
        for kind in kinds.filter(app_label=app, model=model):
            of_kind = entries.filter(content_type=kind).exclude(object_id=None)
            of_kind.update(within_type=kind, within_id=F("object_id"))


class Migration(migrations.Migration):

    # The tables of the former log are there: its own migrations go before all of ours. To name
    # them would close a circle, for they ask for the accounts, which the squashed migration makes.
    dependencies = [
        ("organizations", "0007_one_door"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(councils, migrations.RunPython.noop),
        migrations.RunPython(partners, migrations.RunPython.noop),
        migrations.RunPython(copy_log, migrations.RunPython.noop),
        migrations.RunPython(place_log, migrations.RunPython.noop),
    ]
