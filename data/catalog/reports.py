"""What an import does is noted here while it does it: rows kept, repaired, dropped, with reasons and a few examples.

What is made of it, stored and shown is `data.catalog.report_shape.Report`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from data.catalog.report_shape import Counted, Figures, Point, Report

MOST_EXAMPLES = 3

Outcome = Literal["withheld", "dropped", "bad", "unread", "missing", "assumed", "repaired"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(slots=True)
class Finding:
    """One reason, how often it occurred, and the first few examples."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, example: str) -> None:
        """Counts one more occurrence."""
        self.count += 1
        if len(self.examples) < MOST_EXAMPLES and example not in self.examples:
            self.examples.append(example)


@dataclass(slots=True)
class ImportReport:
    """The counts of one import. `rows` is what the file held, `kept` the products stored.

    `taken_as` says how the file was read where nobody said how: its encoding, its separator, its sheet.
    """

    source: str = ""
    rows: int = 0
    kept: int = 0
    unchanged: bool = False
    seconds: float = 0.0
    changes_at: datetime | None = None
    """When the same file gives another catalog, because a sale begins or ends; None if never."""
    taken_as: dict[str, str] = field(default_factory=dict)
    figures: Figures | None = None
    points: list[Point] = field(default_factory=list)
    """What there is to know and to do, in the order in which it matters (`data.catalog.reviewing`)."""
    problem: str = ""
    """Why the import failed."""
    findings: dict[Outcome, dict[str, Finding]] = field(default_factory=lambda: {outcome: {} for outcome in OUTCOMES})

    def read_as(self, what: str, how: str) -> None:
        """What the file was taken for ("encoding", "windows-1252"), where it does not say so itself."""
        self.taken_as[what] = how

    def bad_row(self, line: int, reason: str, excerpt: str) -> None:
        """A row that could not be read; it is skipped."""
        self._add("bad", reason, f"line {line}: {excerpt}")

    def dropped(self, line: int | None, product_id: str, reason: str, example: str = "") -> None:
        """A row that was read but not kept."""
        self._add("dropped", reason, _where(line, product_id, example))

    def withheld(self, line: int | None, product_id: str, reason: str, example: str = "") -> None:
        """A product that the shop itself does not offer ("draft"); it is left out."""
        self._add("withheld", reason, _where(line, product_id, example))

    def unread(self, line: int | None, field: str, example: str) -> None:
        """A column or field that holds something and that nothing was made of."""
        self._add("unread", field, _where(line, example, ""))

    def changes(self, at: datetime) -> None:
        """Notes a time, with its zone, at which the same file gives another catalog; the earliest counts."""
        self.changes_at = at if self.changes_at is None else min(self.changes_at, at)

    def missing(self, line: int | None, product_id: str, what: str) -> None:
        """A product that was kept without something that shoppers expect ("price")."""
        self._add("missing", what, _where(line, product_id, ""))

    def assumed(self, line: int | None, product_id: str, what: str, example: str = "") -> None:
        """A product for which something was decided that its source leaves open ("taken as EUR")."""
        self._add("assumed", what, _where(line, product_id, example))

    def repaired(self, line: int | None, product_id: str, reason: str, example: str = "") -> None:
        """A product that was kept after something in it was mended."""
        self._add("repaired", reason, _where(line, product_id, example))

    def count(self, outcome: Outcome) -> int:
        """How many rows (bad, dropped) or repairs there were."""
        return sum(finding.count for finding in self.findings[outcome].values())

    def _add(self, outcome: Outcome, reason: str, example: str) -> None:
        self.findings[outcome].setdefault(reason, Finding()).add(example)

    def shape(self) -> Report:
        """The report as it stands."""
        return Report(
            source=self.source,
            rows=self.rows,
            kept=self.kept,
            unchanged=self.unchanged,
            seconds=round(self.seconds, 1),
            problem=self.problem,
            taken_as=self.taken_as,
            changes_at=self.changes_at.isoformat() if self.changes_at else None,
            figures=self.figures,
            points=self.points,
            **{outcome: _counted(found) for outcome, found in self.findings.items()},
        )

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        return self.shape().model_dump(mode="json")


def _counted(found: dict[str, Finding]) -> dict[str, Counted]:
    """The reasons, the most frequent first."""
    ranked = sorted(found.items(), key=lambda item: -item[1].count)
    return {reason: Counted(count=one.count, examples=one.examples) for reason, one in ranked}


def _where(line: int | None, product_id: str, example: str) -> str:
    place = f"{product_id} (line {line})" if line else product_id
    return f"{place}: {example}" if example else place
