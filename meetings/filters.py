from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from meetings.models import Action, Hearing, Meeting
from organizations.places.filters import places
from platform_registry.lists.filters import ConditionsFilter, OptionsFilter, SearchFilter, years
from platform_registry.lists.offers import ListFilters


class MeetingFilters(ListFilters):
    q = SearchFilter("会議名・相手")
    place = OptionsFilter("自治体", places, field_name="platform__municipality")
    kind = OptionsFilter("種類", Meeting.Kind.choices)
    year = OptionsFilter("年度", years, field_name="fiscal_year")
    doubt = ConditionsFilter(
        "確認が必要なもの",
        {
            "weekday": ("日付と曜日が合わない", lambda: Q(weekday_differs=True)),
            "undated": ("日付の記載なし", lambda: Q(held_on=None)),
        },
    )


def _overdue() -> Q:
    return Q(due_on__lt=timezone.localdate(), state__in=["not_started", "under_way"])


class ActionFilters(ListFilters):
    q = SearchFilter("すること・担当")
    late = ConditionsFilter("期限", {"overdue": ("期限を過ぎている", _overdue)})
    state = OptionsFilter("状態", Action.State.choices)


class HearingFilters(ListFilters):
    q = SearchFilter("表題・内容")
    place = OptionsFilter("自治体", places, field_name="platform__municipality")
    counterpart = OptionsFilter("相手の種別", Hearing.Counterpart.choices)
