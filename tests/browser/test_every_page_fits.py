"""Every page on a desk's screen and on a phone: nothing runs out of it, nothing is too small,
no day and no short word is broken over two lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page

from organizations.models import Municipality, Organization, User
from pilots.models import Pilot
from tests.factories.organization import OrganizationFactory
from tests.pages.test_every_form import addresses
from tests.pages.world import furnish, hears_voices

pytestmark = pytest.mark.django_db(transaction=True)

DESK, PHONE = 1366, 390
NO_PAGES = ("/healthz", "/readyz", ".svg", ".png", "/docx/", "/xlsx/", "/file/", "/logout/")
LOOK = """([short, phone]) => {
  const faults = [], wide = document.documentElement.scrollWidth;
  const shown = element => element.checkVisibility({visibilityProperty: true})
    && !element.closest('.visually-hidden, .skip, option');
  if (wide > innerWidth) faults.push(`is ${wide} points wide`);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
    if (!text || !shown(element)) continue;
    const scale = element.ownerSVGElement ? element.getScreenCTM().a : 1;
    const size = parseFloat(getComputedStyle(element).fontSize) * scale;
    if (size < 11.9) faults.push(`${size.toFixed(1)} points: ${text.slice(0, 20)}`);
  }
  const lines = element => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return new Set([...range.getClientRects()].map(box => Math.round(box.top / 8))).size;
  };
  if (!phone) {
    for (const time of document.querySelectorAll('time'))
      if (shown(time) && !time.closest('.facts') && lines(time) > 1) faults.push(`broken: ${time.textContent}`);
    for (const table of document.querySelectorAll('table')) {
      const heads = [...table.querySelectorAll('thead th')].map(head => head.textContent.trim());
      for (const row of table.querySelectorAll('tbody tr'))
        [...row.children].forEach((cell, place) => {
          if (short.includes(heads[place]) && !cell.children.length && lines(cell) > 1)
            faults.push(`${heads[place]} broken: ${cell.textContent.trim()}`);
        });
    }
  } else {
    for (const tapped of document.querySelectorAll('.button, nav.side a, nav.side summary, input, select, button')) {
      const box = tapped.getBoundingClientRect(), about = tapped.closest('label') ?? tapped;
      const room = Math.max(box.height, about.getBoundingClientRect().height);
      if (shown(tapped) && tapped.type !== 'hidden' && !tapped.matches('.link') && box.height && room < 24)
        faults.push(`hard to hit (${room}): ${tapped.name || tapped.textContent.trim()}`);
    }
  }
  return [...new Set(faults)].slice(0, 6);
}"""
SHORT = ["年度", "状態", "区分", "種類", "役割", "開催日", "日付", "期限", "電話番号", "金額"]


def test_every_page_fits_a_desk_and_a_phone(
    koto: Municipality,
    administrator: User,
    coordinator: User,
    page_of: Callable[[User], Page],
) -> None:
    furnish(koto, administrator)
    hears_voices(administrator)
    page = page_of(administrator)
    faults, seen = [], 0
    for _, address in addresses():
        if address.endswith(NO_PAGES) or "export" in address:
            continue
        faults += looked_at(page, address)
        seen += 1
    assert "\n".join(faults) == ""
    assert seen > 120


def looked_at(page: Page, address: str) -> list[str]:
    """Both widths of one visit; of an act that is no page nothing."""
    try:
        answer = page.goto(address)
    except Error:  # a file that is saved and not shown
        return []
    if answer is None or answer.status != 200:
        return []
    faults = []
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 768})
        found = page.evaluate(LOOK, [SHORT, width == PHONE])
        faults += [f"{address} at {width}: {fault}" for fault in found]
    return faults


def test_the_menu_of_a_phone_unfolds(administrator: User, page_of: Callable[[User], Page]) -> None:
    page = page_of(administrator)
    page.goto("/")
    link = page.get_by_role("navigation", name="メニュー").get_by_role("link", name="団体")
    assert link.is_visible()
    page.set_viewport_size({"width": PHONE, "height": 844})
    assert not link.is_visible()
    page.get_by_text("メニュー", exact=True).click()
    link.click()
    assert page.url.endswith("/organizations/")


def test_the_first_row_of_a_list_is_near_its_heading_on_a_phone(
    koto: Municipality, administrator: User, page_of: Callable[[User], Page]
) -> None:
    """The filters are folded, say what they do above the list, and stay open while one ticks."""
    for area in ("深川", "城東"):
        OrganizationFactory(municipality=koto, area_served=area)
    page = page_of(administrator)
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.goto("/organizations/")
    row = page.locator("tbody tr").first.bounding_box()
    assert row is not None
    assert row["y"] < 2 * 844
    box = page.get_by_role("checkbox", name="深川")
    assert not box.is_visible()
    page.get_by_text("絞り込み", exact=True).click()
    box.check()
    page.get_by_role("group", name="いまの条件").wait_for()
    assert box.is_visible()
    page.set_viewport_size({"width": DESK, "height": 768})
    page.goto("/organizations/")
    assert box.is_visible()


def test_no_column_of_a_grid_vanishes_on_a_phone(
    koto: Municipality, administrator: User, page_of: Callable[[User], Page]
) -> None:
    furnish(koto, administrator)
    page = page_of(administrator)
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.goto(f"/pilots/{Pilot.objects.earliest('pk').pk}/record/")
    widths = page.evaluate(
        "[...document.querySelectorAll('.grid-edit thead th')].map(head => head.offsetWidth)"
    )
    assert min(widths) > 50


def test_paper_carries_no_buttons_and_no_ticks(
    koto: Municipality, administrator: User, page_of: Callable[[User], Page]
) -> None:
    furnish(koto, administrator)
    page = page_of(administrator)
    page.emulate_media(media="print")
    for address in ("/", "/organizations/", Organization.objects.earliest("pk").get_absolute_url()):
        page.goto(address)
        worked_with = page.locator("button, .button, select, input, summary").filter(visible=True)
        assert worked_with.all_text_contents() == [], address
