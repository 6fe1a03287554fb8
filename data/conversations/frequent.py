"""What shoppers ask for most these days, in their words; personal data in it was masked before it was stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, func, or_, select

from data.conversations.sites import ALL, Sites
from data.conversations.tables import ConversationRow, MessageRow, RankingRow

_MASK = "‹"
"""Where personal data stood; such a request is one person's."""


def frequent_queries(engine: Engine, since: datetime, most: int, sites: Sites = ALL) -> list[str]:
    """Those by which the most conversations of some sites, with consent to analytics, were searched, the most frequent
    first."""
    query, times = func.lower(RankingRow.query), func.count(MessageRow.conversation_id.distinct())
    consented = or_(ConversationRow.consented_at.is_(None), ConversationRow.consented_at <= MessageRow.at)
    found = (
        select(query)
        .join(MessageRow, MessageRow.id == RankingRow.message_id)
        .join(ConversationRow, ConversationRow.id == MessageRow.conversation_id)
        .where(ConversationRow.analytics, consented, MessageRow.at >= since, sites.condition())
        .where(RankingRow.query != "", RankingRow.query.not_like(f"%{_MASK}%"))
        .group_by(query)
        .order_by(times.desc(), query)
        .limit(most)
    )
    with engine.connect() as connection:
        return list(connection.execute(found).scalars())
