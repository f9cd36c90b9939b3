"""What an organization does, typed in one row: the kind chosen, for whom it is in words."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError

from organizations.models import Term
from platform_registry.forms.fields import LineField
from platform_registry.forms.ruled import the_field
from platform_registry.japanese import search_key
from platform_registry.records.forms import RecordForm

NO_SUCH_TERM = "「{}」という用語はありません。次の言葉を「、」で区切って入力してください：{}"


class TermsField(LineField):
    """Words of the vocabulary as people list them: 高齢者、若者.

    Only one word can begin as 「子ども」 does: it need not be typed to its end.
    """

    def __init__(self, *, offered: list[Term], **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.offered = offered

    def prepare_value(self, value: Any) -> Any:
        return "、".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[Term]:
        """A label may hold a 「、」 itself: whole ones are taken first, the longest before others."""
        text, found = f"、{super().clean(value)}、", dict[Term, None]()
        for term in sorted(self.offered, key=lambda term: -len(term.label)):
            if f"、{term.label}、" in text and re.search(r"[、,，]", term.label):
                text = text.replace(f"、{term.label}、", "、")
                found[term] = None
        words = filter(str.strip, re.split(r"[、,，]+", text))
        return list(found | dict.fromkeys(self._found(word) for word in words))

    def _found(self, word: str) -> Term:
        key = search_key(word)
        exact = [term for term in self.offered if search_key(term.label) == key]
        begun = [term for term in self.offered if key and search_key(term.label).startswith(key)]
        found = exact[:1] or begun
        if len(found) != 1:
            offered = "、".join(map(str, self.offered))
            raise ValidationError(NO_SUCH_TERM.format(word.strip(), offered))
        return found[0]


class ActivityRow(RecordForm):
    """With the words of the places the organization may belong to; ``instance.words`` are they."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words: list[Term] = self.instance.words
        offered = [term.pk for term in words if term.kind == Term.Kind.FUNCTION]
        the_field(self, "function").queryset = Term.objects.filter(pk__in=offered)
        targets = [term for term in words if term.kind == Term.Kind.TARGET]
        if self.instance.pk is not None:  # a word out of use stays where it is used
            targets += [term for term in self.instance.targets.all() if term not in targets]
        self.fields["targets"] = TermsField(label=self.fields["targets"].label, offered=targets)
