"""What an import did: rows kept, repaired and dropped, with reasons and a few examples of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

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

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "source": self.source,
            "rows": self.rows,
            "kept": self.kept,
            "taken_as": self.taken_as,
            "seconds": round(self.seconds, 1),
            "changes_at": self.changes_at.isoformat() if self.changes_at else None,
            **{
                outcome: {reason: {"count": f.count, "examples": f.examples} for reason, f in found.items()}
                for outcome, found in self.findings.items()
            },
        }

    def lines(self) -> Iterator[str]:
        """The report as lines to read."""
        if self.unchanged:
            yield f"{self.source}: unchanged since its last import; {self.kept} products are current"
            return
        yield f"{self.source}: {self.rows} rows, {self.kept} products kept, in {self.seconds:.0f} s"
        if self.taken_as:
            yield f"  read as: {', '.join(f'{what} {how}' for what, how in self.taken_as.items())}"
        for outcome, found in self.findings.items():
            if not found:
                yield f"  {outcome}: none"
                continue
            yield f"  {outcome}: {self.count(outcome)}"
            for reason, finding in sorted(found.items(), key=lambda item: -item[1].count):
                yield f"    {finding.count:6} {reason}"
                yield from (f"           e.g. {example}" for example in finding.examples)


def _where(line: int | None, product_id: str, example: str) -> str:
    place = f"{product_id} (line {line})" if line else product_id
    return f"{place}: {example}" if example else place
