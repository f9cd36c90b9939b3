"""Parts that pages are made of: ``{% load components %}``. The gallery shows them all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from platform_registry.forms import laid
from platform_registry.pages import access_words, chips
from platform_registry.pages.contents import with_contents
from platform_registry.records.trail import trail as way_to_page

register = template.Library()

# Headings of columns that hold a word or two, wherever they stand.
SHORT = {"年度", "状態", "区分", "種類", "役割", "開催日", "日付", "期限", "時刻", "電話番号"}


@register.simple_tag
def chip(text: Any, kind: str = "", lead: str = "") -> SafeString:
    """A small coloured word, with ``lead`` before it; nothing where there is no text."""
    return chips.chip(f"{lead}{text}" if text and lead else text, kind)


@register.simple_tag
def link(text: str, name: str, *args: Any, about: Any = "", css: str = "") -> SafeString:
    """A link to the page of that name; ``about`` is read out after its words, not shown."""
    aside = format_html('<span class="visually-hidden">（{}）</span>', about) if about else ""
    kind = format_html(' class="{}"', css) if css else ""
    return format_html('<a{} href="{}">{}{}</a>', kind, reverse(name, args=args), text, aside)


@register.simple_tag
def state(record: Any, field: str = "state") -> SafeString:
    """The state of a record in its colour; ``field`` names another field of choices."""
    return chips.state_chip(record, field)


OPTION = """<label class="option">
  <input type="checkbox" id="id_{name}_{value}" name="{name}" value="{value}"{checked}>
  {label}{number}
</label>"""


@register.simple_tag
def options(box: Any, shown: Iterable[Any]) -> SafeString:
    """Ticks with their words and how many records each would leave.

    Not a template of its own: a list of all municipalities has 1,788 of them.
    """
    return format_html_join(
        "\n",
        OPTION,
        (
            {
                "name": box.name,
                "value": option.value,
                "checked": SafeString(" checked") if option.checked else "",
                "label": option.label,
                "number": _number_of(option),
            }
            for option in shown
        ),
    )


def _number_of(option: Any) -> SafeString:
    if option.number is None:
        return SafeString("")
    return format_html(' <span class="n">{}</span>', intcomma(option.number))


@register.inclusion_tag("components/fact.html")
def fact(
    label: str,
    value: Any,
    url: str = "",
    source: Any = "",
    missing: str = "",
    prose: bool = False,
) -> dict[str, Any]:
    """A line of a table of facts: a label with its value and where it comes from.

    Nothing where there is no value, unless ``missing`` says so in words. ``prose`` keeps lines.
    """
    absent = value is None or value == ""
    return {
        "label": label,
        "value": missing if absent else value,
        "url": url,
        "source": source,
        "prose": prose,
        "shown": not absent or missing,
    }


@register.simple_tag
def laid_out(form: Any) -> laid.Laid:
    """The fields of a form as they stand on its page."""
    return laid.laid_out(form)


@register.simple_tag(takes_context=True)
def left_to(context: Context, record: Any, *acts: Any) -> SafeString:
    """Where a button would stand: what this person may not do with the record, and who may."""
    words = access_words.left_to(context["request"].user, acts, record)
    return format_html('<span class="left-to">{}</span>', words) if words else SafeString("")


@register.inclusion_tag("components/frame/trail.html", takes_context=True)
def trail(context: Context, record: Any) -> dict[str, Any]:
    """The crumbs down to the page of a record, each with what leads on to the next."""
    return {"steps": way_to_page(record, context["request"].user) if record else ()}


@register.inclusion_tag("components/number.html")
def number(
    label: str, value: Any, unit: str = "", url: str = "", words: bool = False
) -> dict[str, Any]:
    """A figure of ``<dl class="facts">`` with what is counted; ``words`` where it is none."""
    return {"label": label, "value": value, "unit": unit, "url": url, "words": words}


@register.simple_block_tag
def rows(content: str, title: str, *columns: str, css: str = "", wide: bool = False) -> SafeString:
    """A table from its columns and the rows inside: ``{% rows "発注" "発注先" "金額:num" %}``.

    The title is read out, not shown. ``:num`` puts a column to the right, ``:short`` keeps it on
    one line, as are those headed by a word of ``SHORT``; an empty column is left out, so that one
    may depend on a condition. ``wide`` lets the table scroll sideways.
    """
    heads = [column.partition(":") for column in columns if column]
    shorts = (n for n, (label, _, kind) in enumerate(heads, 1) if kind == "short" or label in SHORT)
    context = {
        "title": title,
        "columns": [(label, column_css) for label, _, column_css in heads],
        "css": " ".join([css, *(f"short-{n}" for n in shorts)]).strip(),
        "wide": wide,
        "content": content,
    }
    return render_to_string("components/rows.html", context)


@register.simple_block_tag
def contents(content: str) -> SafeString:
    """A page's sections, below 「このページ」 where they are longer than about two screens."""
    return with_contents(content)
