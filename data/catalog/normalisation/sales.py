"""When a sale price holds: its dates, as shops write them, at the time of the import.

What a price is, is read in `data.catalog.normalisation.prices`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from data.catalog.importers.rows import RawSale

_NUMERIC = re.compile(
    r"(?P<first>\d{1,2})(?P<sign>[./-])(?P<second>\d{1,2})[./-](?P<year>\d{4}|\d{2})\.?(?P<time>[ T,].*)?"
)
_DAY = re.compile(r"[^ T]+(?:[ T]00:00(?::00(?:\.0+)?)?)?")
"""A date without a time, or with the midnight that databases put there, and no zone: the whole day is meant."""
_SECONDS = re.compile(r"\d{9,10}")
_NO_DATE = re.compile(r"0000-00-00.*")
"""What MySQL has where there is no date."""
_MONTHS = 12
_TODAY, _THIS_CENTURY = timedelta(days=1), 2000

State = Literal["in force", "to come", "over", "unclear"]


@dataclass(frozen=True, slots=True)
class Period:
    """When a sale is; without an end it goes on. `changes` is when its state changes next, None if never."""

    state: State
    changes: datetime | None = None


class SaleDates:
    """Reads the dates of one import's sales: whether 1/2/24 is in January, the others say."""

    def __init__(self, sales: Iterable[RawSale]) -> None:
        dates = [
            match for sale in sales for date in _ends(sale) if date and (match := _NUMERIC.fullmatch(date.strip()))
        ]
        self._day_first = any(int(match["first"]) > _MONTHS for match in dates)

    def period(self, sale: RawSale, at: datetime) -> Period:
        """Where a sale stands at a time with a zone. Times without one are UTC; an end without a time is that day's."""
        begins, ends = _ends(sale)
        try:
            start = self._read(begins, is_end=False) if begins else None
            end = self._read(ends, is_end=True) if ends else None
        except ValueError:
            return Period("unclear")
        if start is not None and at < start:
            return Period("to come", start)
        if end is not None and at >= end:
            return Period("over")
        return Period("in force", end)

    def _read(self, text: str, *, is_end: bool) -> datetime:
        """The moment; raises ValueError for what is no date."""
        if _SECONDS.fullmatch(text):
            return datetime.fromtimestamp(int(text), UTC)
        found = datetime.fromisoformat(self._as_iso(text))
        is_day = _DAY.fullmatch(text) and found.time() == time()
        if is_end and is_day and found.date() < date.max:  # 9999-12-31 is never
            found += _TODAY
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def _as_iso(self, text: str) -> str:
        match = _NUMERIC.fullmatch(text)
        if match is None:
            return text
        day_first = match["sign"] == "." or self._day_first
        day, month = (match["first"], match["second"]) if day_first else (match["second"], match["first"])
        year = int(match["year"]) + (_THIS_CENTURY if len(match["year"]) == 2 else 0)
        clock = (match["time"] or "").lstrip(" T,").strip()
        return f"{year:04}-{int(month):02}-{int(day):02}" + (f"T{clock}" if clock else "")


def _ends(sale: RawSale) -> tuple[str, str]:
    """Begin and end, of which Google writes both in one, with "/" between."""
    begins, ends = (_NO_DATE.sub("", text or "").strip() for text in (sale.begins, sale.ends))
    if begins and not ends and len(parts := re.split(r"(?<=[\dZz])\s*/\s*(?=\d{4}-)", begins)) == 2:
        return parts[0], parts[1]
    return begins, ends
