"""Figures come out of the database as they went in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.factories.response import AnswerFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("figure", ["35.71237", "139.7671248", "0.00001", "123456789012", "-4.5"])
def test_no_digit_of_a_number_is_lost(figure: str) -> None:
    answer = AnswerFactory(number=Decimal(figure))

    answer.refresh_from_db()

    assert answer.number == Decimal(figure)
