"""Japanese text, dates and official numbers: pure functions without Django.

``text`` compares and sorts names, ``unseen`` finds what hides in them, ``dates`` prints era
years and fiscal years, ``numbers`` checks 団体コード, 法人番号 and postal codes.
"""

from platform_registry.japanese.dates import (
    as_fine_as,
    day_after,
    era_date,
    era_datetime,
    era_year,
    fiscal_year,
    fiscal_year_bounds,
    fiscal_year_label,
    near_day,
    near_moment,
    weekday_problem,
)
from platform_registry.japanese.numbers import (
    LARGEST_SMALL,
    complete_municipality_code,
    corporate_number_check_digit,
    corporate_number_problem,
    digits,
    municipality_check_digit,
    postal_code,
    valid_municipality_code,
    whole_number,
)
from platform_registry.japanese.text import (
    CP932_LOOKALIKES,
    cp932_losses,
    kana_sort_key,
    search_key,
    unreadable_in,
)
from platform_registry.japanese.unseen import (
    code_of,
    line_as_meant,
    text_as_meant,
    unseen_in,
    with_codes,
    without_unseen,
)

__all__ = [
    "weekday_problem",
    "as_fine_as",
    "day_after",
    "CP932_LOOKALIKES",
    "LARGEST_SMALL",
    "complete_municipality_code",
    "corporate_number_check_digit",
    "corporate_number_problem",
    "code_of",
    "cp932_losses",
    "digits",
    "era_date",
    "era_datetime",
    "era_year",
    "fiscal_year",
    "fiscal_year_bounds",
    "fiscal_year_label",
    "kana_sort_key",
    "line_as_meant",
    "municipality_check_digit",
    "postal_code",
    "search_key",
    "near_day",
    "near_moment",
    "text_as_meant",
    "unreadable_in",
    "unseen_in",
    "with_codes",
    "without_unseen",
    "valid_municipality_code",
    "whole_number",
]
