"""The words a registry starts with: what support is given, and to whom.

A municipality adds words of its own beside them; what exists is never altered here.
"""

from __future__ import annotations

from organizations.models import Term
from platform_registry import actions

FUNCTIONS = {
    "ibasho": "居場所",
    "consultation": "相談",
    "outreach": "訪問・アウトリーチ",
    "watching": "見守り",
    "food": "食",
    "work": "就労",
    "learning": "学習",
    "housing": "住まい",
    "exchange": "交流",
    "information": "情報発信",
}
TARGETS = {
    "elderly": "高齢者",
    "children": "子ども・子育て",
    "youth": "若者",
    "disability": "障害",
    "poverty": "生活困窮",
    "withdrawal": "ひきこもり",
    "foreign-roots": "外国ルーツ",
    "single-parents": "ひとり親",
    "living-alone": "一人暮らし",
    "carers": "家族・介護者",
    "women": "女性",
    "anyone": "だれでも",
}


def load() -> int:
    """Add the words that are missing; gives their number."""
    wanted = [
        Term(kind=kind, code=code, label=label, position=position)
        for kind, words in ((Term.Kind.FUNCTION, FUNCTIONS), (Term.Kind.TARGET, TARGETS))
        for position, (code, label) in enumerate(words.items(), start=1)
    ]
    known = set(Term.objects.common().values_list("kind", "code"))
    missing = [term for term in wanted if (term.kind, term.code) not in known]
    for term in missing:
        actions.save(term, by=None)
    return len(missing)
