"""Product types from the paths and numbers that feeds state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from data.catalog.importers.rows import RawProduct
from data.catalog.reports import ImportReport

_UNNAMED = "google_product_category, a number that nothing in the feed names"


def levels_of(*stated: Sequence[str]) -> list[str]:
    """The levels of the first path that is one; a number alone is no type."""
    for path in (path for paths in stated for path in paths):
        levels = [level.strip() for level in path.split(">") if level.strip()]
        if levels and not levels[-1].isdigit():
            return levels
    return []


class TypeNumbers:
    """What numbers of Google's taxonomy mean in a feed: the type that most products state beside them."""

    def __init__(self) -> None:
        self._names: dict[str, Counter[str]] = {}
        self._open: list[tuple[str, RawProduct]] = []

    def add(self, number: str, product: RawProduct) -> bool:
        """Learns from a product, or if it has a number and no type, keeps it and says so."""
        if not number.isdigit():
            return False
        if product.category:
            self._names.setdefault(number, Counter())[product.category] += 1
            return False
        self._open.append((number, product))
        return True

    def settle(self, report: ImportReport) -> None:
        """Gives the products that were kept their types; tells of the numbers that nothing names."""
        for number, product in self._open:
            if number in self._names:
                product.category = self._names[number].most_common(1)[0][0]
            else:
                report.unread(product.line, _UNNAMED, number)
