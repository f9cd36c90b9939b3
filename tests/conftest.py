"""What every test may use: a database like the real one, the actors, and no outside world."""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as of_the_site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import set_urlconf
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.actors", "tests.layers"]

# What is too slow is measured by the bench; a busy machine is no fault of the code.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it again and again takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session", autouse=True)
def no_outside_calls() -> Iterator[None]:
    """The site runs in networks without a way out; so does its suite."""

    def guarded(call: Callable[..., Any]) -> Callable[..., Any]:
        def connect(self: socket.socket, address: Any) -> Any:
            if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
                pytest.fail(f"The test calls the outside address {address[0]!r}.")
            return call(self, address)

        return connect

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as on a real installation: in memory there is no WAL and no lock."""
    if connection.vendor == "sqlite":
        folder = tmp_path_factory.mktemp("database")
        connection.settings_dict["TEST"]["NAME"] = str(folder / "test.sqlite3")


@pytest.fixture(autouse=True)
def _django_set_urlconf(request: pytest.FixtureRequest) -> Iterator[None]:
    """In place of pytest-django's own, which before and after each test marked ``urls`` lets Django
    forget every address it has read. Django keeps those of each module apart as it is."""
    marker = request.node.get_closest_marker("urls")
    if marker is None:
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(of_the_site, "ROOT_URLCONF", *marker.args)
        set_urlconf(None)
        yield
    set_urlconf(None)


@pytest.fixture
def assert_same_queries(db: None) -> Callable[..., None]:
    """A page may not ask the database more often because there are more rows.

    ``make(n)`` adds n rows, ``act()`` shows the page.
    """

    def check(
        make: Callable[[int], object],
        act: Callable[[], object],
        few: int = 10,
        many: int = 1000,
    ) -> None:
        make(few)
        act()  # fills caches that live as long as the process
        with CaptureQueriesContext(connection) as with_few:
            act()
        make(many - few)
        with CaptureQueriesContext(connection) as with_many:
            act()
        assert len(with_few), "The action asked nothing of the database."
        assert len(with_many) == len(with_few), "\n".join(
            query["sql"][:300] for query in with_many.captured_queries
        )

    return check
