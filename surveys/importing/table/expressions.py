"""When a form of another tool asks a question, in the words of its tool.

XLSForm writes ``${q4} = '1'`` and ``selected(${q4}, '1')``; REDCap ``[q4] = '1'`` and, of a
checkbox, ``[q4(1)] = '1'``. What joins answers of one question with *or*, and questions with
*and*, can be said as 「問4=1,2かつ問5=1」; anything else can't.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_VALUE = r"(?:'(?P<{0}>[^']*)'|\"(?P<{0}_>[^\"]*)\"|(?P<{0}__>[\w.-]+))"
_TOKEN = re.compile(
    r"\s*(?:"
    r"selected\(\s*\$\{\s*(?P<of>[^}\s]+)\s*\}\s*,\s*" + _VALUE.format("chosen") + r"\s*\)"
    r"|\$\{\s*(?P<name>[^}\s]+)\s*\}\s*(?P<sign>!=|=)\s*" + _VALUE.format("value") + r""
    r"|\[(?P<box>\w+)\((?P<ticked>[^)]+)\)\]\s*=\s*['\"]?1['\"]?"
    r"|\[(?P<field>\w+)\]\s*(?P<compared>!=|<>|=)\s*" + _VALUE.format("known") + r""
    r"|(?P<word>and\b|or\b|[()])"
    r")\s*",
    re.IGNORECASE,
)
_DEEPEST = 30  # brackets


@dataclass(frozen=True, slots=True)
class Test:
    """One of ``codes`` is among the answers to a question (none of them, where ``negated``).

    ``whole``: the answer is compared, so that of several answers nothing is known.
    """

    question: str
    codes: tuple[str, ...]
    negated: bool = False
    whole: bool = False


class _Unsaid(Exception):
    """The expression is none of the kinds above."""


def tests(expression: str) -> list[Test] | None:
    """All of them have to hold; None where the expression can't be said so."""
    try:
        tokens = _tokens(expression)
        found = _any_of(tokens)
    except (_Unsaid, IndexError):
        return None
    return None if tokens else found


def _tokens(expression: str) -> list[Test | str]:
    """The last comes first, so that the next is popped."""
    if expression.count("(") > _DEEPEST:
        raise _Unsaid
    tokens: list[Test | str] = []
    place = 0
    while place < len(expression):
        match = _TOKEN.match(expression, place)
        if match is None:
            raise _Unsaid
        tokens.append(_token(match))
        place = match.end()
    return tokens[::-1]


def _token(match: re.Match[str]) -> Test | str:
    if match["word"]:
        return match["word"].lower()
    if match["of"]:
        return Test(match["of"], (_value(match, "chosen"),))
    if match["box"]:
        return Test(match["box"], (match["ticked"],))
    if match["name"]:
        return Test(match["name"], (_value(match, "value"),), match["sign"] == "!=", whole=True)
    return Test(match["field"], (_value(match, "known"),), match["compared"] != "=", whole=True)


def _value(match: re.Match[str], name: str) -> str:
    return match[name] or match[f"{name}_"] or match[f"{name}__"] or ""


def _any_of(tokens: list[Test | str]) -> list[Test]:
    found = [_all_of(tokens)]
    while tokens and tokens[-1] == "or":
        tokens.pop()
        found.append(_all_of(tokens))
    return found[0] if len(found) == 1 else [_joined(found)]


def _joined(alternatives: list[list[Test]]) -> Test:
    """Answers of one question, any of which will do."""
    single = [tests[0] for tests in alternatives if len(tests) == 1 and not tests[0].negated]
    if len(single) < len(alternatives) or len({test.question for test in single}) > 1:
        raise _Unsaid
    codes = dict.fromkeys(code for test in single for code in test.codes)
    return Test(single[0].question, tuple(codes), whole=any(test.whole for test in single))


def _all_of(tokens: list[Test | str]) -> list[Test]:
    found = _one(tokens)
    while tokens and tokens[-1] == "and":
        tokens.pop()
        found = [*found, *_one(tokens)]
    return found


def _one(tokens: list[Test | str]) -> list[Test]:
    token = tokens.pop()
    if isinstance(token, Test):
        return [token]
    if token != "(":
        raise _Unsaid
    inner = _any_of(tokens)
    if tokens.pop() != ")":
        raise _Unsaid
    return inner
