"""`python -m tests.bench national`: real pages at national size, over HTTP, beside a plain admin.

The data are built once, a tenth of them first; the site runs as it is served (gunicorn, two
workers), persons sign in, and each page is asked for in turn with the admin's.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from urllib.parse import quote

from django.core.management import call_command
from django.db import connection

from organizations.models import Municipality, StaffAssignment, User
from organizations.support import vocabulary
from tests.bench.measure import Compared, Figure, Line
from tests.bench.national.indexes import cost_of_indexes
from tests.bench.national.organizations import RARE, register
from tests.bench.national.pages import ADMIN, LIST, Page, pages_for
from tests.bench.national.server import PASSWORD, WORKERS, Answer, Server, forget_peak, running_site
from tests.bench.national.work import record_work

EVERYWHERE = {"postgresql": 500_000, "sqlite": 50_000}
ROUNDS = 30
CLIENTS, SECONDS = 8, 10
PREFECTURE = 190  # municipalities
ON_THE_PAGE = ("area", "activities", "standing", "officer", "verified")
# What there is before anybody works with the bodies: the same pages for few and for many of them.
OF_BODIES = {
    "団体の最初のページ": LIST,
    "最終確認の新しい順": f"{LIST}?sort=-verified",
    "検索、まれな語": f"{LIST}?q={quote(RARE)}",
    "全体の検索、まれな語": f"/search/?q={quote(RARE)}",
}


def national() -> Iterator[Line]:
    """Each figure as soon as it is known: the whole takes a while."""
    everywhere = EVERYWHERE[connection.vendor]
    town, people = _country()
    register(town, 1, everywhere // 10)
    with TemporaryDirectory() as folder, running_site(Path(folder) / "site.log") as site:
        yield from _at_rest(site)
        cookies = {name: site.sign_in(name) for name in people}
        few = _pages_of_bodies(site, cookies)
        register(town, everywhere // 10 + 1, everywhere)
        yield from _ten_times(few, _pages_of_bodies(site, cookies))
        record_work(town, 400, 2_000)
        for who, person in zip(people, ("自治体", "都道府県", "運用者"), strict=True):
            yield from _beside_the_admin(site, cookies, pages_for(people[who], person, town))
        yield from _many_at_once(site, cookies)
        yield from _exports(site, cookies["town"])
    yield from cost_of_indexes()


def _country() -> tuple[Municipality, dict[str, User]]:
    call_command("load_municipalities", verbosity=0)
    vocabulary.load()
    town = Municipality.objects.get(code="131083")
    near = Municipality.objects.filter(city=None).exclude(pk=town.pk).order_by("code")[:PREFECTURE]
    people = {
        "town": _person("town", [town]),
        "prefecture": _person("prefecture", list(near)),
        "operator": _person("operator", []),
    }
    User.objects.filter(username="operator").update(is_superuser=True, is_staff=True)
    people["operator"].refresh_from_db()
    return town, people


def _person(name: str, places: list[Municipality]) -> User:
    user = User(username=name)
    user.set_password(PASSWORD)
    user.save()
    StaffAssignment.objects.bulk_create(
        StaffAssignment(user=user, municipality=place, role="coordinator") for place in places
    )
    return user


def _at_rest(site: Server) -> Iterator[Line]:
    for _ in range(4 * WORKERS):  # so that each has answered
        site.ask("/login/")
    yield Figure("Webの過程1つ、1画面を返した後のメモリ", max(site.memory()), 80, "MB")


def _pages_of_bodies(site: Server, cookies: dict[str, str]) -> dict[str, float]:
    """The middle of ``ROUNDS`` in ms, of each page and person."""
    took: dict[str, list[float]] = {}
    for number in range(ROUNDS + 4):
        for who, cookie in cookies.items():
            body = 5 if who == "town" else 1  # every fifth is the town's
            for page, address in {**OF_BODIES, "1団体": f"{LIST}{body}/"}.items():
                answer = _fine(site.ask(address, cookie))
                if number >= 4:  # the first fill what each worker keeps
                    took.setdefault(f"{who}：{page}", []).append(answer.seconds * 1_000)
    return {name: median(of) for name, of in took.items()}


def _ten_times(few: dict[str, float], many: dict[str, float]) -> Iterator[Line]:
    for name in few:
        words = f"{name}、団体が10倍のときの時間（{few[name]:.1f} → {many[name]:.1f} ms）"
        yield Figure(words, many[name] / few[name], 1.3, "倍")


def _beside_the_admin(site: Server, cookies: dict[str, str], pages: list[Page]) -> Iterator[Line]:
    for page in pages:
        ours, plain = _in_turn(site, cookies[page.person], cookies["operator"], page)
        questions = max(answer.questions for answer in ours)
        theirs, _ = _p50_p95(plain)
        yield Compared(page.name, questions, *_p50_p95(ours), theirs, page.goals, page.most)


def _in_turn(
    site: Server, cookie: str, operator: str, page: Page
) -> tuple[list[Answer], list[Answer]]:
    ours, plain = [], []
    for _ in range(ROUNDS + 4):
        ours.append(_fine(site.ask(page.address, cookie)))
        plain.append(_fine(site.ask(page.plain, operator)))
    return ours[4:], plain[4:]


def _p50_p95(answers: list[Answer]) -> tuple[float, float]:
    took = [answer.seconds * 1_000 for answer in answers]
    return median(took), quantiles(took, n=20)[-1]


def _fine(answer: Answer) -> Answer:
    assert answer.status == 200, (answer.status, answer.body[:500])
    return answer


def _many_at_once(site: Server, cookies: dict[str, str]) -> Iterator[Line]:
    rate, errors = _rate(site, LIST, cookies["town"])
    plain, _ = _rate(site, ADMIN, cookies["operator"])
    yield Figure(f"最初のページ、{CLIENTS}人が同時に（1秒あたり）", rate, 150, "回", more=True)
    yield Figure("同、素の管理画面に対して", rate / plain, 5, "倍", more=True)
    yield Figure("同、誤りの答え", errors, 0, "件")


def _rate(site: Server, address: str, cookie: str) -> tuple[float, int]:
    end = time.monotonic() + SECONDS

    def asked() -> list[int]:
        found = []
        while time.monotonic() < end:
            found.append(site.ask(address, cookie).status)
        return found

    with ThreadPoolExecutor(CLIENTS) as clients:
        statuses = [s for f in [clients.submit(asked) for _ in range(CLIENTS)] for s in f.result()]
    return len(statuses) / SECONDS, sum(status != 200 for status in statuses)


def _exports(site: Server, cookie: str) -> Iterator[Line]:
    """With every field there is, as a person takes it away, and with the page's columns."""
    page = "&".join(f"columns={name}" for name in ON_THE_PAGE)
    for columns, asked in (("すべての項目", ""), ("画面の列", f"&{page}")):
        grown, answer = _grown(site, f"{LIST}?export=csv{asked}", cookie)
        name = f"自治体の団体すべてのcsv、{columns}（{len(answer.body) / 1e6:.0f} MB）"
        yield Figure(f"{name}：最初のバイト", answer.first, 0.1, "s")
        yield Figure(f"{name}：すべて", answer.seconds, 1.5, "s")
        yield Figure(f"{name}：ふえたメモリ", grown, 20, "MB")
        grown, answer = _grown(site, f"{LIST}?export=xlsx{asked}", cookie)
        name = f"自治体の団体すべてのxlsx、{columns}（{len(answer.body) / 1e6:.0f} MB）"
        yield Figure(f"{name}：すべて", answer.seconds, 15, "s")
        yield Figure(f"{name}：ふえたメモリ", grown, 150, "MB")


def _grown(site: Server, address: str, cookie: str) -> tuple[float, Answer]:
    """By how many MB the worker that answered grew at most."""
    for pid in site.workers():
        forget_peak(pid)
    before = site.memory()
    answer = _fine(site.ask(address, cookie))
    peaks = site.memory("VmHWM")
    return max(peak - rest for peak, rest in zip(peaks, before, strict=True)), answer
