"""The report of an import as it is stored, sent and shown (`docs/import.schema.json`).

`version` counts shapes: fields are only added. What an older version wrote is read with the fields that it has.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

VERSION = 1
Level = Literal["ask", "warning", "hint"]
"""`ask`: nothing is replaced before somebody says so. `warning`: shoppers will notice. `hint`: it would be better."""


class Counted(BaseModel):
    """One reason, how often it occurred, and the first few places."""

    count: int
    examples: list[str] = Field(default_factory=list)


Findings = dict[str, Counted]
"""By reason."""


class Point(BaseModel):
    """Something to know or to do, in plain words. `code` and `values` are for who words it in another language.

    `count` of `of` are concerned: products, rows, columns or values, as the text says.
    """

    code: str
    level: Level
    text: str
    do: str = ""
    count: int = 0
    of: int = 0
    values: dict[str, str | float] = Field(default_factory=dict)
    examples: list[str] = Field(default_factory=list)


class Figures(BaseModel):
    """What the catalog consists of. `missing`: products without a field. `currencies`: prices in each. `languages`:
    products whose texts are in each, by code, "" where it does not show."""

    products: int
    available: int
    with_variants: int = 0
    variants: int = 0
    types: int = 0
    attributes: int = 0
    missing: dict[str, int] = Field(default_factory=dict)
    currencies: dict[str, int] = Field(default_factory=dict)
    languages: dict[str, int] = Field(default_factory=dict)


class Report(BaseModel):
    """What an import did, what it did not, and what would make the catalog better.

    `rows` is what the file held, `kept` the products stored. `problem` says why it failed, "" if it did not: the
    catalog is then as before. `points` are in the order in which they matter.
    """

    version: int = VERSION
    source: str = ""
    rows: int = 0
    kept: int = 0
    unchanged: bool = False
    seconds: float = 0.0
    problem: str = ""
    taken_as: dict[str, str] = Field(default_factory=dict)
    """How the file was read where nobody said how: its format, encoding, separator, sheet."""
    changes_at: str | None = None
    """When the same file gives another catalog, because a sale begins or ends."""
    figures: Figures | None = None
    """None in reports of before there were any, and where an import failed."""
    points: list[Point] = Field(default_factory=list)
    withheld: Findings = Field(default_factory=dict)
    """Products that the shop itself does not offer (drafts)."""
    dropped: Findings = Field(default_factory=dict)
    """Rows that were read and not kept."""
    bad: Findings = Field(default_factory=dict)
    """Rows that could not be read."""
    unread: Findings = Field(default_factory=dict)
    """Columns and fields of which nothing was made."""
    missing: Findings = Field(default_factory=dict)
    """Products that lack what shoppers expect."""
    assumed: Findings = Field(default_factory=dict)
    """What was decided that the source leaves open."""
    repaired: Findings = Field(default_factory=dict)
    """What was mended."""

    def findings(self) -> dict[str, Findings]:
        """Every outcome with its reasons, the gravest first."""
        return {name: getattr(self, name) for name in OUTCOMES}


OUTCOMES = ("bad", "unread", "missing", "dropped", "withheld", "assumed", "repaired")
"""The findings of a report, the gravest first."""
