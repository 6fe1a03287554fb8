"""A shopper's consent to analytics, changed while the conversation runs.

Withdrawn, it takes the conversation out of everything that learns or counts at once, and unties it from the shopper;
what is stored for its service goes when the session is over (`data.privacy.retention`). Given later, it counts from
then on.
"""

from __future__ import annotations

from sqlalchemy import Engine, select, update

from data.conversations.log import now
from data.conversations.tables import ConversationRow


def is_given(engine: Engine, conversation_id: str) -> bool:
    """Whether the conversation counts. Raises sqlalchemy's errors."""
    with engine.connect() as connection:
        given = select(ConversationRow.analytics).where(ConversationRow.id == conversation_id)
        return bool(connection.execute(given).scalar())


def withdraw(engine: Engine, conversation_id: str) -> bool:
    """Whether there was a consent to withdraw. Raises sqlalchemy's errors."""
    return _change(engine, conversation_id, analytics=False, shopper_id=None, consented_at=None)


def give(engine: Engine, conversation_id: str, pseudonym: str | None) -> bool:
    """Whether there was none before. `pseudonym`: the shopper's, if the page names one. Raises sqlalchemy's errors."""
    return _change(engine, conversation_id, analytics=True, shopper_id=pseudonym, consented_at=now())


def _change(engine: Engine, conversation_id: str, *, analytics: bool, **values: object) -> bool:
    table = ConversationRow
    other = update(table).where(table.id == conversation_id, table.analytics.is_(not analytics))
    with engine.execution_options(writes=True).begin() as connection:
        return connection.execute(other.values(analytics=analytics, **values)).rowcount > 0
