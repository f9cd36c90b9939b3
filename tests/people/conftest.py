"""The desk of the administrator of 江東区."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webtest import TestApp

from organizations.models import User


@pytest.fixture
def desk(administrator: User, browser_of: Callable[[User], TestApp]) -> TestApp:
    return browser_of(administrator)
