"""How many questions a page put to the database: in a header of the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

HEADER = "X-Questions"


def count_questions(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        number = 0

        def counted(execute: Any, *arguments: Any) -> Any:
            nonlocal number
            number += 1
            return execute(*arguments)

        with connection.execute_wrapper(counted):
            response = get_response(request)
        response.headers[HEADER] = str(number)
        return response

    return middleware
