"""What others changed since a person was here last: the sentences of the change log, gathered.

Told is what is still there and may be opened by who reads it; values are for those who work with
persons' data, as they are on the pages of the records.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from organizations.log.history import with_people
from organizations.log.known import Known
from organizations.log.models import Act
from organizations.log.words import Line, Part, Sentence, in_words, who_of
from organizations.models import LogEntry
from platform_registry.access import may
from platform_registry.japanese import near_day, near_moment

READ = 60  # entries that are looked at
LINES, VALUES = 6, 2
FIRST_TIME = timedelta(days=7)
ACTS = {
    Act.CREATE: "を登録しました。",
    Act.UPDATE: "を変えました。",
    Act.IMPORT: "を取り込みました。",
    Act.UNDO: "の取込を取り消しました。",
}
KINDS = (
    "organizations.Organization", "organizations.Membership", "organizations.Platform",
    "organizations.Layer", "surveys.Survey", "surveys.ImportBatch", "pilots.Pilot",
    "pilots.PilotEvent", "meetings.Meeting", "casebook.CaseSheet",
)  # fmt: skip
Key = tuple[date, Any, int, str]


def last_visit(user: Any) -> datetime | None:
    """When this person signed in before the present time; None for the first."""
    places = user.municipality_ids("view")
    signed_in = LogEntry.objects.filter(municipality__in=places, actor=user, act=Act.SIGN_IN)
    times = signed_in.order_by("-timestamp").values_list("timestamp", flat=True)[:2]
    return next(islice(times, 1, None), None)


def changes_since(visit: datetime | None, user: Any) -> dict[str, Any]:
    """``lines``: (time in words, time, sentence), the newest first; ``more`` that there are others."""
    since = visit or timezone.now() - FIRST_TIME
    entries = _entries(since, user)
    known = Known(entries, user)
    groups = _gathered(entry for entry in entries if known.record(entry).url)
    shown = list(islice(groups.values(), LINES))
    return {
        "lines": _lines(shown, user, known),
        "more": len(groups) - len(shown),
        "whole": len(entries) < READ,
        "log_url": reverse("audit-log") if may(user, "import") else "",
    }


def _entries(since: datetime, user: Any) -> list[LogEntry]:
    """The newest of them; what of these is a secret is asked of the kinds that stand there alone."""
    kinds = ContentType.objects.get_for_models(*(apps.get_model(kind) for kind in KINDS)).values()
    every = LogEntry.objects.filter(
        timestamp__gt=since, part=False, act__in=ACTS, content_type__in=[k.pk for k in kinds]
    )
    mine = every if user.is_superuser else every.filter(every.own(user, "view"))
    others = mine.filter(~Q(actor=user) | Q(actor=None)).order_by("-timestamp", "-pk")
    newest = dict(others.values_list("pk", "within_type")[:READ])
    if not newest:
        return []
    guarded = {ContentType.objects.get_for_id(n).model_class() for n in {*newest.values()} if n}
    told = LogEntry.objects.filter(pk__in=newest).told_within({k for k in guarded if k}, user)
    return list(with_people(told).order_by("-timestamp", "-pk"))


def _gathered(entries: Iterable[LogEntry]) -> dict[Key, list[LogEntry]]:
    """What one person did to records of one kind on one day."""
    groups: dict[Key, list[LogEntry]] = {}
    for entry in entries:
        day = timezone.localdate(entry.timestamp)
        key = (day, entry.actor_id, entry.content_type_id, entry.act)
        groups.setdefault(key, []).append(entry)
    return groups


def _lines(
    groups: list[list[LogEntry]], user: Any, known: Known
) -> list[tuple[str, datetime, Sentence]]:
    single = [group[0] for group in groups if len({e.object_id for e in group}) == 1]
    lines = in_words(single, user, told=may(user, "persons"), known=known)
    told = {line.entry.pk: _with_values(line) for line in lines}
    return [
        (
            _when(group[0].timestamp),
            group[0].timestamp,
            told.get(group[0].pk) or _of_many(group, user),
        )
        for group in groups
    ]


def _when(moment: datetime) -> str:
    """The hour of what is fresh, the day of what is older."""
    today, day = timezone.localdate(), timezone.localdate(moment)
    return near_moment(moment, today) if (today - day).days < 2 else near_day(day, today)


def _with_values(line: Line) -> Sentence:
    """Where several fields changed, the first of them: 状態　申込 → 参加."""
    shown = line.below[:VALUES]
    if not shown:
        return line.sentence
    between = [part for values in shown for part in (Part("、"), *values)]
    return [*line.sentence, Part("（"), *between[1:], Part("）")]


def _of_many(group: list[LogEntry], user: Any) -> Sentence:
    """佐藤（長寿応援課）が 団体 3件 を変えました。"""
    first = group[0]
    number = len({entry.object_id for entry in group})
    model = first.kind.model_class()
    kind = str(model._meta.verbose_name) if model else "記録"
    return [
        Part(f"{who_of(first)}が {kind} "),
        Part(f"{number}件", "b", url=_in_log(first, user)),
        Part(f" {ACTS[Act(first.act)]}"),
    ]


def _in_log(entry: LogEntry, user: Any) -> str:
    """Where those who read the log find them one by one."""
    if not may(user, "import"):
        return ""
    day = timezone.localdate(entry.timestamp).isoformat()
    wanted = {"kind": entry.content_type_id, "act": entry.act, "since": day, "until": day}
    who = {"who": entry.actor_id} if entry.actor_id else {}
    return f"{reverse('audit-log')}?{urlencode({**wanted, **who})}"
