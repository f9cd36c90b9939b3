"""「このページ」: the sections of a long page as links above them.

How long a page is, the server can't see; the lines it is written in tell it well enough.
"""

from __future__ import annotations

import html
import re

from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

LINE = re.compile(r"<(?:tr|li|p|dd|h2|h3|article|figure)\b")
HEADING = re.compile(r"<h2\b(?P<more>[^>]*)>(?P<words>.*?)</h2>", re.DOTALL)
ASIDE = re.compile(
    r'<(\w+) class="(?:muted|count|chip[^"]*|fn|visually-hidden)".*?</\1>', re.DOTALL
)
PLACE = re.compile(r'\bid="([^"]+)"')
LONG, SECTIONS = 26, 4


def with_contents(content: str) -> SafeString:
    """The content, every section with a place to jump to, below the list of them."""
    found: list[tuple[str, str]] = []

    def placed(heading: re.Match[str]) -> str:
        known = PLACE.search(heading["more"])
        place = known[1] if known else f"section-{len(found) + 1}"
        words = html.unescape(strip_tags(ASIDE.sub("", heading["words"])))
        found.append((place, " ".join(words.split())))
        return heading[0] if known else heading[0].replace("<h2", f'<h2 id="{place}"', 1)

    if len(LINE.findall(content)) < LONG:
        return mark_safe(content)  # noqa: S308 – what the templates have written
    content = HEADING.sub(placed, content)
    if len(found) < SECTIONS:
        return mark_safe(content)  # noqa: S308
    listed = render_to_string("components/contents.html", {"sections": found})
    return mark_safe(listed + content)  # noqa: S308
