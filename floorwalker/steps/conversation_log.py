"""The log as a retraining reads it: what of it can be learned from here, and why the rest, or all, cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from data.conversations.sessions import Session, read_sessions
from data.conversations.sites import ALL, Sites
from data.database import MIGRATIONS
from floorwalker.errors import StepFailed
from learning.replay import request_of

if TYPE_CHECKING:
    from data.catalog.products import Catalog

LEAST_KNOWN = 0.5
"""Of the products that were shown, the share that the catalog must have."""


@dataclass(frozen=True, slots=True)
class ConversationLog:
    """Conversations in the order of time, and what is to be said of them."""

    sessions: list[Session]
    known: float
    """Share of the products shown that the catalog has; 1 if none was shown."""
    asking: int
    """Conversations of which it was logged what was asked of the recommender."""
    without_propensities: int
    """Lists of before propensities were logged."""

    def refusal(self, least: int) -> str | None:
        """Why nothing can be learned from it; None if something may be."""
        number = len(self.sessions)
        if not number:
            return "The log has no conversations with consent to learn from, so nothing was learned."
        if self.known < LEAST_KNOWN:
            return (
                f"The log is of another catalog: {self.known:.0%} of the products that it shows are in the one that is "
                "indexed. Nothing was learned; import that catalog, or wait for conversations about this one."
            )
        if number < least:
            return f"There are {number} conversations, {least} are needed: about {least - number} more."
        if self.asking < least:
            return (
                f"Of {number} conversations, {self.asking} say what was asked and with which propensities, {least} are "
                f"needed: about {least - self.asking} more. Older ones were logged before that was."
            )
        return None

    def lines(self) -> list[str]:
        """What was read, in words."""
        found = [f"{len(self.sessions)} conversations were read"]
        if self.known < 1:
            found.append(f"{1 - self.known:.1%} of the products that they show are not in the catalog any more")
        if self.without_propensities:
            found.append(f"{self.without_propensities} lists have no propensities: they teach, and judge nothing")
        return found


def read_log(
    engine: Engine,
    catalog: Catalog,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    sites: Sites = ALL,
) -> ConversationLog:
    """Reads the log of the sites that have the catalog. Raises StepFailed for a database of another version, and
    sqlalchemy's errors."""
    refuse_other_schema(engine)
    sessions = list(read_sessions(engine, since=since, until=until, sites=sites))
    return conversation_log(sessions, catalog)


def conversation_log(sessions: Sequence[Session], catalog: Catalog) -> ConversationLog:
    """Conversations, held against a catalog."""
    own = {product.id for product in catalog.products}
    shown = [product.id in own for session in sessions for one in session.lists for product in one.products]
    return ConversationLog(
        sessions=sorted(sessions, key=lambda session: (session.started_at, session.id)),
        known=sum(shown) / len(shown) if shown else 1.0,
        asking=sum(any(request_of(one) is not None for one in session.lists[:1]) for session in sessions),
        without_propensities=sum(not one.policy for session in sessions for one in session.lists),
    )


def refuse_other_schema(engine: Engine) -> None:
    """Raises StepFailed if migrations are missing, or the database is of a later version of the program."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found == newest:
        return
    if found is None:
        raise StepFailed("the database has no conversation log yet", "run: floorwalker prepare")
    raise StepFailed(
        f"the database is at migration {found}, this program needs {newest}: an upgrade was interrupted, or is missing",
        "run: floorwalker prepare, which brings it up to date; then retrain again",
    )
