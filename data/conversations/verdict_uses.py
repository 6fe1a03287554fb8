"""What became of verdicts: which models learned from each, whether these were put in use, and what it did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Engine, insert, select

from data.conversations.tables import VerdictRow, VerdictUseRow

Learner = Literal["ranking", "acts"]
Outcome = Literal["used", "tried", "kept"]
"""Put in use for all; for some shoppers; registered alone."""


@dataclass(frozen=True, slots=True)
class Use:
    """A model that learned from a verdict.

    `before` and `after` say how far the model that was in use, and this one, say what the verdict says. Of acts: the
    probability of the first act named, in [0, 1]. Of an order or a product: `learning.screens.agreement`, in [-1, 1].
    None where it was not asked. `detail`: what it is about (`name`), and the place (from 1) of the attribute that the
    person put first, or of the product, `before` and `after`; None where it is not among them.
    """

    verdict_id: str
    version: str
    learner: Learner
    outcome: Outcome
    at: datetime
    before: float | None = None
    after: float | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


def add_uses(engine: Engine, uses: Iterable[Use]) -> int:
    """Stores them; how many. Of verdicts that are gone by now nothing is stored. Raises sqlalchemy's errors."""
    given = {use.verdict_id: use for use in uses}
    with engine.execution_options(writes=True).begin() as connection:
        there = connection.execute(
            select(VerdictRow.id).where(VerdictRow.id.in_(list(given))).with_for_update(read=True)
        ).scalars()
        rows = [asdict(given[id]) for id in there]
        if rows:
            connection.execute(insert(VerdictUseRow), rows)
    return len(rows)


def uses_of(engine: Engine, verdict_ids: Sequence[str]) -> dict[str, list[Use]]:
    """By verdict, the earliest first. Raises sqlalchemy's errors."""
    table, found = VerdictUseRow, defaultdict[str, list[Use]](list)
    columns = select(
        table.verdict_id, table.version, table.learner, table.outcome, table.at, table.before, table.after, table.detail
    )
    own = columns.where(table.verdict_id.in_(verdict_ids)).order_by(table.at, table.version)
    with engine.connect() as connection:
        for row in connection.execute(own):
            found[row.verdict_id].append(Use(*row))
    return dict(found)
