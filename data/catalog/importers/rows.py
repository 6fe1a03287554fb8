"""What every importer yields: rows of the source as they are, and rows that could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field

from data.catalog.products import AttributeKind

RawScalar = str | float | bool
RawValue = RawScalar | list[RawScalar]


@dataclass(slots=True)
class RawProduct:
    """A product as the source states it. `price` is in major units; a string may carry its currency.

    `attributes` is keyed by the source's own names; `kinds` and `units` hold the kind and
    the unit of those whose format says it.
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
    available: bool = True
    attributes: dict[str, RawValue] = field(default_factory=dict)
    kinds: dict[str, AttributeKind] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)


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
