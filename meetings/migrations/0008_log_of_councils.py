"""What the change log of earlier versions tells of councils becomes as secret as the councils are.

A council was open to all unless it was said to handle personal data, and an entry didn't know in
which record the thing stands that it speaks of. Both is found here: of a record that is there from
the record, of one that was deleted from what the log wrote down of it. What stood in a council
once stays with it; so does the name of a series whose meetings are all deleted.
"""

from collections import defaultdict
from typing import Any

from django.db import migrations
from django.db.models import F

# Kind → the fields that say where it stands, or how secret it is.
TOLD_BY = {
    "organizations.layer": ("kind", "personal_data"),
    "organizations.membership": ("layer",),
    "organizations.membercount": ("layer",),
    "organizations.note": ("record_type", "record_id"),
    "organizations.statistic": ("record_type", "record_id"),
    "organizations.attachment": ("record_type", "record_id"),
    "meetings.meeting": ("layer", "kind", "confidential", "series"),
    "meetings.meetingseries": (),
    "meetings.attendance": ("meeting",),
    "meetings.agendaitem": ("meeting",),
    "meetings.decision": ("meeting",),
    "meetings.action": ("meeting",),
    "meetings.opinion": ("meeting",),
    "meetings.hearing": ("meeting",),
    "meetings.hearingvoice": ("hearing",),
}
ABOVE = {"meeting": "meetings.meeting", "hearing": "meetings.hearing"}
NOTHING = ("None", "")


class Known:
    """What the tables and the log say: (kind, number) → field → its values, the present one first."""

    def __init__(self, apps):
        self.apps = apps
        types = apps.get_model("contenttypes", "ContentType").objects.all()
        kinds = {kind.pk: f"{kind.app_label}.{kind.model}" for kind in types}
        self.kinds = {pk: kind for pk, kind in kinds.items() if kind in TOLD_BY}
        self.types = {kind: pk for pk, kind in self.kinds.items()}
        self.entries = apps.get_model("organizations", "LogEntry").objects.filter(
            content_type__in=self.kinds
        ).exclude(object_id=None)
        self.facts: Any = defaultdict(lambda: defaultdict(dict))
        layers = apps.get_model("organizations", "Layer").objects
        self.layers = dict(layers.values_list("pk", "confidential"))
        self._read_tables()
        self._read_log()
        self.meetings_of = defaultdict(set)
        for kind, number in [*self.facts]:
            if kind == "meetings.meeting":
                for series in self._values((kind, number), "series"):
                    self.meetings_of[int(series)].add((kind, number))

    def _read_tables(self):
        for kind, names in TOLD_BY.items():
            if names and kind != "organizations.layer":
                rows = self.apps.get_model(kind)._base_manager.values_list("pk", *names)
                for number, *values in rows.iterator():
                    self._note(kind, number, names, values)

    def _read_log(self):
        rows = self.entries.order_by("pk").values_list("content_type", "object_id", "changes")
        for kind, number, changes in rows.iterator():
            if isinstance(changes, dict):
                names = TOLD_BY[self.kinds[kind]]
                for name in names:
                    pair = changes.get(name)
                    if isinstance(pair, list):
                        self._note(self.kinds[kind], number, [name] * len(pair), pair)

    def _note(self, kind, number, names, values):
        for name, value in zip(names, values):
            if value is not None and str(value) not in NOTHING:
                self.facts[kind, number][name][str(value)] = None

    def _values(self, record, name):
        return [*self.facts[record][name]] if record in self.facts else []

    def secret(self, record):
        """(the layer that keeps it, the record it is in); None where it is told to everyone."""
        kind, number = record
        if kind == "organizations.layer":
            return (number, None) if self._keeps(number) else None
        if kind == "meetings.meetingseries":
            return (None, record) if any(map(self.secret, self.meetings_of[number])) else None
        for layer in self._values(record, "layer"):
            if self._keeps(int(layer)):
                return int(layer), record
        if kind == "meetings.meeting":
            return self._secret_by_itself(record)
        return next(filter(None, map(self.secret, self._above(record))), None)

    def _keeps(self, layer):
        if layer in self.layers:
            return self.layers[layer]
        gone = ("organizations.layer", layer)
        return "council" in self._values(gone, "kind") or "True" in self._values(
            gone, "personal_data"
        )

    def _secret_by_itself(self, meeting):
        council = "council" in self._values(meeting, "kind")
        if council or "True" in self._values(meeting, "confidential"):
            layers = self._values(meeting, "layer")
            return (int(layers[0]) if layers else None), meeting
        return None

    def _above(self, record):
        for name, kind in ABOVE.items():
            yield from ((kind, int(number)) for number in self._values(record, name))
        for kind in self._values(record, "record_type"):
            if int(kind) in self.kinds:
                for number in self._values(record, "record_id"):
                    yield self.kinds[int(kind)], int(number)


def keep(apps, schema_editor):
    known = Known(apps)
    _keep_entries(known)
    series = apps.get_model("meetings", "MeetingSeries").objects
    kept = [n for n in known.meetings_of if known.secret(("meetings.meetingseries", n))]
    for start in range(0, len(kept), 500):
        series.filter(pk__in=kept[start : start + 500]).update(confidential=True)


def _keep_entries(known):
    # What was marked secret when it was written stays so, whatever its layer is by now.
    known.entries.filter(confided=True, within_id=None).update(
        within_type=F("content_type"), within_id=F("object_id")
    )
    found = defaultdict(list)
    rows = known.entries.order_by("pk").values_list("pk", "content_type", "object_id")
    for pk, kind, number in rows.iterator():
        place = known.secret((known.kinds[kind], number))
        if place and known.kinds[kind] != "organizations.layer":  # that it exists is no secret
            found[place].append(pk)
    for (layer, within), pks in found.items():
        place = {"layer_number": layer, "confided": True}
        if within:
            place |= {"within_type_id": known.types[within[0]], "within_id": within[1]}
        for start in range(0, len(pks), 500):
            known.entries.filter(pk__in=pks[start : start + 500]).update(**place)


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0007_series_of_councils"),
        ("organizations", "0014_statistic_numbers"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(keep, migrations.RunPython.noop, elidable=True),
    ]
