"""Promises of the templates: one thing on a line, a place for each, and no blank gained."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template

TEMPLATES = settings.BASE_DIR / "templates"
ALL = sorted(TEMPLATES.rglob("*.html"))
# Each of these begins something of its own.
BEGINS = re.compile(r"<(?:table|thead|tbody|tr|ul|ol|dl|section|form|fieldset|details|h1|h2|h3)\b")


def named(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


def lines() -> Iterator[tuple[str, str]]:
    """(place, line) of every line of every template."""
    for path in ALL:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            yield f"{named(path)}:{number}", line


def test_no_folder_of_templates_is_a_heap() -> None:
    sizes = Counter(path.parent for path in ALL)
    assert [f"{named(folder)}: {size}" for folder, size in sizes.items() if size > 18] == []


def test_every_template_can_be_read() -> None:
    for path in ALL:
        get_template(named(path))
    asked_for = {
        name
        for path in ALL
        for name in re.findall(r'{% (?:include|extends) "([^"]+)"', path.read_text("utf-8"))
    }
    assert asked_for - {named(path) for path in ALL} == set()


def test_what_is_wrong_is_said_once() -> None:
    """A form that is shown whole brings the box of its errors along."""
    box, whole = "components/error_summary.html", re.compile(r"{{ (?:\w+_)?form(?:\.as_div)? }}")
    texts = {named(path): path.read_text("utf-8") for path in ALL}
    assert [name for name, text in texts.items() if box in text and whole.search(text)] == []


def test_a_line_says_one_thing() -> None:
    assert [place for place, line in lines() if len(line) > 200] == []
    assert [place for place, line in lines() if len(BEGINS.findall(line)) > 1] == []


def test_wide_blanks_stand_inside_a_line() -> None:
    """The formatter drops one at the beginning of a line; at the end nobody sees it."""
    assert [place for place, line in lines() if line.strip(" ") != line.strip()] == []


def test_what_keeps_its_lines_is_written_on_one() -> None:
    """A line break after <p class="prose"> would be shown."""
    broken = re.compile(r'<(\w+)\b[^>\n]*class="[^"]*\bprose\b[^"]*"[^>\n]*>(?!.*</\1>)')
    assert [place for place, line in lines() if broken.search(line)] == []


# ------------------------------------------------------------------ components


def shown(source: str, **context: object) -> str:
    """Written out, with blanks between tags and at the ends left away."""
    html = Template("{% load components %}" + source).render(Context(context))
    return re.sub(r">\s+|\s+<", lambda found: found[0].strip(), html).strip()


def test_a_chip_without_a_word_is_none() -> None:
    assert (
        shown('{% chip word "green" %}', word="公開中") == '<span class="chip green">公開中</span>'
    )
    assert shown('{% chip word lead="運営　" %}', word="<会>") == (
        '<span class="chip">運営　&lt;会&gt;</span>'
    )
    assert shown('{% chip word lead="運営　" %}', word=None) == ""


def test_a_fact_is_left_out_unless_its_absence_is_said() -> None:
    assert shown('{% fact "愛称" "" %}') == ""
    assert "<td>記載なし</td>" in shown('{% fact "設立日" "" missing="記載なし" %}')
    assert '<td class="prose">一\n二</td>' in shown(
        '{% fact "趣旨" text prose=True %}', text="一\n二"
    )
    assert '<td>5人<span class="muted">区の資料</span></td>' in shown(
        '{% fact "人数" "5人" source="区の資料" %}'
    )


def test_rows_carry_their_heads_and_a_name_for_readers() -> None:
    html = shown(
        '{% rows "発注" "発注先" extra "金額:num" %}<tr><td>会社</td></tr>{% endrows %}', extra=""
    )
    assert '<caption class="visually-hidden">発注</caption>' in html
    assert '<tr><th scope="col">発注先</th><th scope="col" class="num">金額</th></tr>' in html
    assert "<tbody><tr><td>会社</td></tr></tbody>" in html
