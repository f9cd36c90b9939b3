"""The cases of docs/bench.md, in its order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organizations.models import Municipality, Organization, OrganizationName, StaffAssignment, User
from platform_registry.lists.paging import PAGE_SIZE, Order, cursor_after
from platform_registry.operation.backups import back_up, restore
from surveys import actions
from surveys.importing.collection import without_collection
from surveys.importing.lists.plan import make_list_plan
from surveys.importing.planning.answers import make_plan
from surveys.importing.planning.plan import promise_of
from surveys.importing.writing.commit import commit
from surveys.models import ImportBatch, ImportRow, Response
from tests.bench import imports
from tests.bench.crosstab import cross_count
from tests.bench.files import (
    as_xlsx,
    organization_name,
    organizations,
    organizations_csv,
    survey_rows,
)
from tests.bench.measure import Figure, Line, median_ms, peak_mib, seconds
from tests.bench.national.cases import national
from tests.bench.platforms import platforms
from tests.importing.carried import promised, undo


def town() -> Municipality:
    return Municipality.objects.get_or_create(
        code="131083", defaults={"name": "江東区", "kind": Municipality.Kind.SPECIAL_WARD}
    )[0]


def coordinator() -> User:
    user, made = User.objects.get_or_create(username="bench")
    if made:
        StaffAssignment.objects.create(user=user, municipality=town(), role="coordinator")
    return user


def register(count: int) -> None:
    """That many organizations, written without the import that is being measured."""
    Response.objects.update(organization=None)
    ImportRow.objects.update(organization=None)
    OrganizationName.objects.all().delete()
    Organization.objects.all()._raw_delete("default")
    today = timezone.localdate()
    bodies = []
    for n in range(count):
        organization = Organization(
            municipality=town(),
            name=organization_name(n),
            kana="あおぞらのかい" if n % 3 else "",
            phone=f"03-{n // 10000:04}-{n % 10000:04}",
            city="江東区",
            legal_form=("npo", "", "voluntary")[n % 3],
            verified_on=today if n % 2 else None,
        )
        organization.fill_keys()
        bodies.append(organization)
    Organization.objects.bulk_create(bodies, batch_size=1_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def draft(data: bytes, name: str) -> ImportBatch:
    return actions.start_import(
        data=data,
        name=name,
        municipality=town(),
        by=coordinator(),
        new_survey={"title": name, "key": name.replace(".", "-")},
    )


def survey_import(
    rows: int, columns: int, organizations: int, goals: tuple[float, ...]
) -> Iterator[Figure]:
    """Preview (reading, mapping, matching, plan), commit and undo of one xlsx."""
    register(organizations)
    data = as_xlsx(survey_rows(rows, columns))
    case = f"{rows}×{columns} xlsx、団体{organizations:,}件"
    took, (batch, seen) = seconds(lambda: _previewed(data, f"{rows}x{columns}.xlsx"))
    yield Figure(f"{case}：確認の画面まで", took, goals[0], "s")
    took, _ = seconds(lambda: carry_out(batch, seen))
    yield Figure(f"{case}：取込", took, goals[1], "s")
    if len(goals) > 2:
        took, _ = seconds(lambda: undo(batch.pk, by=coordinator()))
        yield Figure(f"{case}：取消", took, goals[2], "s")


def _previewed(data: bytes, name: str) -> tuple[ImportBatch, str]:
    """The draft and the promise its check page carries back with the button."""
    batch = draft(data, name)
    return batch, promise_of(make_plan(batch))


def carry_out(batch: ImportBatch, seen: str) -> None:
    """A commit a person asks for, and the worker's part of it."""
    actions.request_commit(batch, seen=seen, by=coordinator())
    commit(batch.pk, batch.request, by=coordinator())


def import_500() -> list[Figure]:
    return list(survey_import(500, 20, 50_000, (2, 1)))


def import_2000() -> list[Figure]:
    return list(survey_import(2_000, 31, 3_000, (3, 3, 1)))


def import_5000() -> list[Figure]:
    data = as_xlsx(survey_rows(5_000, 40))
    took, _ = seconds(lambda: carry_out(*_previewed(data, "5000x40.xlsx")))
    return [
        Figure("5,000×40 xlsx：すべて", took, 10, "s"),
        Figure("5,000×40 xlsx：最大のメモリ（この過程だけを測るとき）", peak_mib(), 300, "MiB"),
    ]


def registry() -> list[Figure]:
    figures = []
    for count, goal in ((10_000, 3), (100_000, 15)):
        register(0)
        batch = registry_draft(organizations_csv(count), f"{count}.csv")
        seen = promised(batch)
        reset_queries()
        with CaptureQueriesContext(connection) as queries:
            took, _ = seconds(lambda batch=batch, seen=seen: carry_out(batch, seen))
        figures.append(Figure(f"団体{count:,}件のcsv", took, goal, "s"))
        figures.append(Figure(f"団体{count:,}件のcsv：1行あたり", len(queries) / count, 0.1, "SQL"))
    again = registry_draft(organizations_csv(100_000), "again.csv")
    with without_collection():  # as the worker that prepares the page
        took, _ = seconds(lambda: make_list_plan(again))
    return [*figures, Figure("変わらない100,000件の取込み直し", took, 8, "s")]


def registry_draft(data: bytes, name: str) -> ImportBatch:
    return actions.start_list_import(data=data, name=name, municipality=town(), by=coordinator())


def lists() -> list[Figure]:
    register(100_000)
    client = Client()
    client.force_login(coordinator(), backend="django.contrib.auth.backends.ModelBackend")
    pages = {
        "最初のページ": "/organizations/",
        "2,000ページ目": _page_address(2_000),
        "絞り込み": "/organizations/?legal_form=npo",
        "検索": "/organizations/?q=ひだまり",
    }
    figures = []
    for name, address in pages.items():
        reset_queries()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked = len(queries)  # the next request empties the log
        took = median_ms(lambda address=address: client.get(address))
        figures.append(Figure(f"団体100,000件の一覧：{name}（p50）", took, 30, "ms"))
        figures.append(Figure(f"団体100,000件の一覧：{name}", asked, 10, "SQL"))
    return figures


def backup() -> list[Figure]:
    """Of a registry with 100,000 organizations, and the way back with the copy made before it."""
    register(100_000)
    with TemporaryDirectory() as folder:
        out, made = seconds(lambda: back_up(Path(folder)))
        back, _ = seconds(lambda: restore(made, replace=True))
    return [
        Figure("団体100,000件の控え", out, 30, "s"),
        Figure("団体100,000件を戻す（今の控えを取る時間を含む）", back, 30, "s"),
    ]


def _page_address(number: int) -> str:
    """The address of a late page, with the cursor 次へ would have led to."""
    start = (number - 1) * PAGE_SIZE
    rows = Organization.objects.filter(municipality=town()).order_by("sort_key", "pk")
    cursor = cursor_after(rows[start - 1], Order("sort_key"), start)
    return f"/organizations/?cursor={cursor}"


ALL: dict[str, Callable[[], Iterable[Line]]] = {
    "import_500": import_500,
    "import_2000": import_2000,
    "import_5000": import_5000,
    "registry": registry,
    "list_csv": lambda: imports.large_list(
        organizations_csv(100_000), "csv", town(), coordinator()
    ),
    "list_xlsx": lambda: imports.large_list(
        as_xlsx(organizations(100_000)), "xlsx", town(), coordinator()
    ),
    "lists": lists,
    "cross": cross_count,
    "platforms": lambda: platforms(town(), coordinator()),
    "undo_600": lambda: imports.undo_600(town(), coordinator()),
    "background": lambda: imports.read_in_background(town(), coordinator()),
    "upload": lambda: imports.upload_beside_a_writer(town(), coordinator()),
    "absurd": lambda: imports.absurd_file(town(), coordinator()),
    "backup": backup,
    "national": national,
    "killed": lambda: imports.killed_workers(town(), coordinator()),
}
