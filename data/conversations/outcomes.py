"""Who was shown the widget and who was not, and what they bought: to tell what the widget adds to a shop.

Shoppers without the widget have no conversation, so both are counted here, in the same way: by the pseudonym under
which the log keeps a shopper, from the first page that asked, as the shop itself reports what was bought.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.exc import IntegrityError

from data.conversations.log import now
from data.conversations.tables import OutcomeRow, PlacementRow


@dataclass(frozen=True, slots=True)
class Bought:
    """Something that a shopper bought. `outcome_id` makes a repeat harmless."""

    outcome_id: str
    at: datetime
    value: float | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A shopper in one of the two groups, since `at`."""

    shopper_id: str
    widget: bool
    at: datetime
    bought: Sequence[Bought]
    """What they bought since, the earliest first."""


def place(engine: Engine, shopper_id: str, *, widget: bool) -> bool:
    """Whether a shopper is shown the widget: as at the first time, whatever the share is now. Raises sqlalchemy's
    errors."""
    table = PlacementRow
    known = select(table.widget).where(table.shopper_id == shopper_id)
    with engine.connect() as connection:  # each page asks, and only the first has to wait for a writer
        before = connection.execute(known).scalar_one_or_none()
    if before is not None:
        return before
    try:
        with engine.execution_options(writes=True).begin() as connection:
            before = connection.execute(known).scalar_one_or_none()
            if before is None:
                connection.execute(insert(table), {"shopper_id": shopper_id, "widget": widget, "at": now()})
            return widget if before is None else before
    except IntegrityError:  # another page of the shopper was first
        with engine.connect() as connection:
            return bool(connection.execute(known).scalar_one())


def forget(engine: Engine, shopper_id: str) -> bool:
    """Whether a shopper was in one of the groups; now they are in none, and what they bought is forgotten. Raises
    sqlalchemy's errors."""
    own = PlacementRow.shopper_id == shopper_id
    with engine.connect() as connection:
        if connection.execute(select(PlacementRow.widget).where(own)).first() is None:
            return False
    with engine.execution_options(writes=True).begin() as connection:
        return connection.execute(delete(PlacementRow).where(own)).rowcount > 0


def add_bought(engine: Engine, shopper_id: str, bought: Sequence[Bought]) -> int | None:
    """Stores what is new and returns how much was; None, storing nothing, of a shopper who is in neither group. Raises
    sqlalchemy's errors."""
    by_id = {one.outcome_id: one for one in reversed(bought)}
    table = OutcomeRow

    def add(connection: Connection) -> int | None:
        # The row is locked, so that a repeat that comes at the same time waits and then finds the first.
        own = select(PlacementRow.shopper_id).where(PlacementRow.shopper_id == shopper_id).with_for_update()
        if connection.execute(own).scalar_one_or_none() is None:
            return None
        stored = select(table.outcome_id).where(table.shopper_id == shopper_id, table.outcome_id.in_(by_id))
        known = set(connection.execute(stored).scalars())
        rows = [_row(shopper_id, one) for key, one in by_id.items() if key not in known]
        if rows:
            connection.execute(insert(table), rows)
        return len(rows)

    with engine.execution_options(writes=True).begin() as connection:
        return add(connection)


def read_placed(engine: Engine) -> list[Placed]:
    """Every shopper in one of the two groups, with what was bought since they are. Raises sqlalchemy's errors."""
    found: defaultdict[str, list[Bought]] = defaultdict(list)
    with engine.connect() as connection:
        for row in connection.execute(select(OutcomeRow.__table__).order_by(OutcomeRow.at)).mappings():
            found[row["shopper_id"]].append(Bought(row["outcome_id"], row["at"], row["value"], row["currency"]))
        rows = connection.execute(select(PlacementRow.__table__).order_by(PlacementRow.at)).mappings().all()
    return [
        Placed(
            row["shopper_id"],
            row["widget"],
            row["at"],
            [one for one in found[row["shopper_id"]] if one.at >= row["at"]],
        )
        for row in rows
    ]


def _row(shopper_id: str, one: Bought) -> dict[str, Any]:
    return {
        "shopper_id": shopper_id,
        "outcome_id": one.outcome_id,
        "at": one.at.replace(tzinfo=None),
        "value": one.value,
        "currency": one.currency,
    }
