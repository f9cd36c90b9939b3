"""Days, periods and times as Japanese offices write them, read; what can't be read is told."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, time

from django.core.exceptions import ValidationError

from platform_registry.japanese import fiscal_year_bounds
from platform_registry.models import FIRST_YEAR, LAST_YEAR, NO_SUCH_YEAR, YEAR_EXAMPLES

# The year before the first one, so that 令和1年 is 2018 + 1.
ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
LETTERS = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
YEAR = r"(?P<era>明治|大正|昭和|平成|令和|[MTSHR])?(?P<year>[0-9]{1,4}|元)"
WRITTEN = re.compile(
    YEAR + r"\s*[年./-]\s*(?P<month>[0-9]{1,2})\s*[月./-]\s*(?P<day>[0-9]{1,2})\s*日?\s*"
    r"(?:\((?P<weekday>[月火水木金土日])(?:曜日?)?\))?",
    re.IGNORECASE,
)
PACKED = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
COARSE = re.compile(
    YEAR + r"\s*(?:(?P<fiscal>年度)|年?|(?:年|[./-])\s*(?P<month>[0-9]{1,2})\s*月?"
    r"\s*(?P<third>上旬|中旬|下旬|末)?)",
    re.IGNORECASE,
)
# Without a year, which is that of what stands around (`as_written.Near`).
MONTH_AND_DAY = re.compile(
    r"(?P<month>[0-9]{1,2})\s*[月/.]\s*(?P<day>[0-9]{1,2})\s*日?\s*"
    r"(?:\((?P<weekday>[月火水木金土日])(?:曜日?)?\))?"
)
MONTH_ALONE = re.compile(r"(?P<month>[0-9]{1,2})\s*月\s*(?P<third>上旬|中旬|下旬|末)?")
ABOUT = re.compile(r"\s*(?:頃|ごろ|ころ)\s*$")
WEEKDAYS = "月火水木金土日"
GRAINS = ("day", "ten_days", "month", "year", "fiscal_year")  # finest first
THIRDS = {"上旬": 1, "中旬": 11, "下旬": 21}
YEAR_WRITTEN = re.compile(YEAR + r"\s*(?:年度?)?", re.IGNORECASE)
CLOCK = re.compile(
    r"(?P<half>午前|午後|AM|PM)?\s*(?P<hour>[0-9]{1,2})\s*"
    r"(?:[::]\s*(?P<minute>[0-9]{1,2})(?::(?P<second>[0-9]{2}))?|時\s*(?:(?P<minutes>[0-9]{1,2})\s*分|(?P<thirty>半))?)",
    re.IGNORECASE,
)
NAMED_TIMES = {"正午": time(12), "午前0時": time(0)}
DATE_EXAMPLES = "例：令和6年3月5日、R6.3.5、2024/3/5"
TIME_EXAMPLES = "例：14:30、午後2時半"
NO_SUCH_DAY = "そのような年月はありません。日付を確かめてください。"
NO_DAY = "「{}」では、日が分かりません。日まで入力してください（例：11/20、令和6年11月20日）。"
LEAVE_EMPTY = "日が決まっていないときは、空欄のままにしてください。"
ABOUT_A_DAY = (
    "「頃」は、日付と一緒には残せません。「頃」を取って日付だけを入力してください（例：11/20）。"
)
ABOUT_A_TIME = "「頃」は残せません。「頃」を取って時刻だけを入力してください（例：14:00）。"
MORE_COARSELY = "月や年までしか分からないときは、「日付の細かさ」を選んでください。"


def parse_date(text: str) -> date:
    """The date somebody typed, with era or western year, in any width.

    Raises ValidationError with what to type instead, also where a weekday doesn't fit the date.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    found = WRITTEN.fullmatch(plain) or PACKED.fullmatch(plain)
    if found is None:
        raise ValidationError(
            f"日付として読み取れません。{DATE_EXAMPLES}のように入力してください。"
        )
    parts = found.groupdict()
    try:
        day = date(_year(parts), int(parts["month"]), int(parts["day"]))
    except ValueError:
        raise ValidationError(
            f"「{text.strip()}」という日はありません。日付を確かめてください。"
        ) from None
    weekday = parts.get("weekday")
    if weekday and WEEKDAYS[day.weekday()] != weekday:
        raise ValidationError(
            f"{day.month}月{day.day}日は{WEEKDAYS[day.weekday()]}曜日です。"
            "日付と曜日のどちらかを直してください。"
        )
    return day


def _year(parts: dict[str, str | None]) -> int:
    year = 1 if parts["year"] == "元" else int(parts["year"] or 0)
    era = (parts.get("era") or "").upper()
    if era:
        return ERAS[LETTERS.get(era, era)] + year
    if year < 1000:
        raise ValidationError(f"年号か西暦の4桁で入力してください。{DATE_EXAMPLES}")
    return year


def parse_period(text: str, grain: str, *, last: bool = False) -> date:
    """A day of a period that is known as fine as ``grain`` says (see `as_fine_as`).

    令和6年6月 is its first day, or its ``last`` one. Raises ValidationError like `parse_date`, and
    where the text is coarser than the grain.
    """
    found = COARSE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    parts = found.groupdict() if found else {}
    bare = not (parts.get("month") or parts.get("fiscal") or parts.get("era"))
    if found is None or (bare and len(found["year"]) < 4):
        return parse_date(text)
    finest = "fiscal_year" if parts["fiscal"] else "month" if parts["month"] else "year"
    if parts["third"]:
        finest = "ten_days"
    if GRAINS.index(finest) > GRAINS.index(grain):
        wanted = {"day": "日", "ten_days": "上旬・中旬・下旬", "month": "月"}.get(grain, "年")
        raise ValidationError(f"{wanted}まで入力してください。{MORE_COARSELY}")
    first, end = _bounds(_year(parts), parts)
    return end if last else first


def _bounds(year: int, parts: dict[str, str | None]) -> tuple[date, date]:
    try:
        if parts["fiscal"]:
            return fiscal_year_bounds(year)
        if not parts["month"]:
            return date(year, 1, 1), date(year, 12, 31)
        month = int(parts["month"])
        length = monthrange(year, month)[1]
        third = parts["third"]
        if third == "末":
            return date(year, month, length), date(year, month, length)
        first = THIRDS.get(third or "", 1)
        last = first + 9 if third in ("上旬", "中旬") else length
        return date(year, month, first), date(year, month, last)
    except ValueError:
        raise ValidationError(NO_SUCH_DAY) from None


def parse_time(text: str) -> time:
    """14:30, 14:30:15, 午後2時半, １６時, 正午. Raises ValidationError with what to type instead."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in NAMED_TIMES:
        return NAMED_TIMES[plain]
    found = CLOCK.fullmatch(plain)
    if found is None or not (found["minute"] or "時" in plain):
        raise ValidationError(
            f"時刻として読み取れません。{TIME_EXAMPLES}のように入力してください。"
        )
    hour = int(found["hour"])
    minute = 30 if found["thirty"] else int(found["minute"] or found["minutes"] or 0)
    half = (found["half"] or "").upper()
    if half and hour > 12:
        hour = 24  # 「午後14時」 is neither
    elif half:
        hour = hour % 12 + (12 if half in ("午後", "PM") else 0)
    second = int(found["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise ValidationError(
            f"「{text.strip()}」という時刻はありません。{TIME_EXAMPLES}のように入力してください。"
        )
    return time(hour, minute, second)


def parse_fiscal_year(text: str) -> int:
    """2023 for 令和5年度, R5, 2023. Raises ValidationError with what to type instead."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = YEAR_WRITTEN.fullmatch(plain)
    if found is None or (not found["era"] and len(found["year"]) < 4):
        raise ValidationError(
            f"年度として読み取れません。{YEAR_EXAMPLES}のように入力してください。"
        )
    year = _year(found.groupdict())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(NO_SUCH_YEAR)
    return year


def without_about(text: str) -> tuple[str, bool]:
    """The text without 頃, and whether that was said."""
    plain = unicodedata.normalize("NFKC", text).strip()
    bare = ABOUT.sub("", plain)
    return bare, bare != plain


def grain_of(text: str) -> str:
    """How fine a day is written (see `GRAINS`), with its year or without; "" for no day."""
    plain, _ = without_about(text)
    if any(form.fullmatch(plain) for form in (WRITTEN, PACKED, MONTH_AND_DAY)):
        return "day"
    if found := MONTH_ALONE.fullmatch(plain):
        return "ten_days" if found["third"] else "month"
    found = COARSE.fullmatch(plain)
    if found is None or not (found["era"] or len(found["year"]) == 4):
        return ""
    if found["fiscal"]:
        return "fiscal_year"
    if found["third"]:
        return "ten_days"
    return "month" if found["month"] else "year"
