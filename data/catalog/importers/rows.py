"""What every importer yields: rows of the source as they are, and rows that could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field

from data.catalog.products import AttributeKind, CodeKind

RawScalar = str | float | bool
RawValue = RawScalar | list[RawScalar]
RawAvailability = bool | str | float | None
"""Whether it can be bought, as the source writes it: a word, a stock; None where it says nothing."""
RawCodes = dict[CodeKind, list[str]]


@dataclass(slots=True)
class RawSale:
    """A price that holds for a time, as the source writes it: dates or times of ISO 8601, or of the source's habit."""

    price: str | float
    begins: str | None = None
    ends: str | None = None


@dataclass(slots=True)
class RawVariant:
    """A form of a product as the source states it; `options` are keyed by the source's names of attributes."""

    line: int
    id: str
    options: dict[str, str] = field(default_factory=dict)
    price: str | float | None = None
    sale: RawSale | None = None
    available: RawAvailability = None
    image_url: str | None = None
    url: str | None = None
    codes: RawCodes = field(default_factory=dict)


@dataclass(slots=True)
class RawProduct:
    """A product as the source states it. `price` is in major units; a string may carry its currency.

    `category` is the last level of the path that the source states, `above` the levels before it, the widest first.
    `attributes` is keyed by the source's own names; `kinds` and `units` hold the kind and
    the unit of those whose format says it. `withheld` says why the shop does not offer it ("draft"), if it does not.
    What variants state for all of them (a price, a stock) the product itself need not.
    """

    line: int
    id: str
    title: str
    description: str = ""
    brand: str | None = None
    category: str | None = None
    price: str | float | None = None
    currency: str | None = None
    image_url: str | None = None
    url: str | None = None
    available: RawAvailability = None
    attributes: dict[str, RawValue] = field(default_factory=dict)
    kinds: dict[str, AttributeKind] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    sale: RawSale | None = None
    withheld: str | None = None
    codes: RawCodes = field(default_factory=dict)
    variants: list[RawVariant] = field(default_factory=list)
    above: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be read, and why."""

    line: int
    reason: str
    excerpt: str


Row = RawProduct | BadRow


def bad_row(line: int, reason: str, content: object) -> BadRow:
    """A BadRow with the beginning of the content, on one line."""
    return BadRow(line, reason, " ".join(str(content).split())[:80])
