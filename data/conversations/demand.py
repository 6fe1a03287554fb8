"""Recent demand, read from the conversation log: what is asked for, clicked, put in the cart and bought.

Counts each shopper's session once per product and kind of event, so that a flood from one session says no more than
one click. What demand does to an order is `recommender.engine.demand_signal`'s. Sessions without consent to analytics
are left out.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, or_, select

from data.conversations.sites import ALL, Sites
from data.conversations.tables import ConversationRow, EventRow, MessageRow, RankingRow, ShownProductRow

WORTH: Mapping[str, float] = {"product_click": 1.0, "add_to_cart": 3.0, "purchase": 5.0}
"""What an event says for its product, in clicks; the ratios are of the order of conversion rates between the steps."""
HALF_LIVES = 8
"""How far back the log is read: what is older counts less than a 256th."""
PRIOR = 10.0
"""Examined impressions at the catalog's own rate that every product starts with: one click is no trend."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Demand at a moment; empty where the log says nothing."""

    products: dict[str, float] = field(default_factory=dict)
    """In (0, 1) by product id: a half is what an average product gets for being seen as often."""
    attributes: dict[str, float] = field(default_factory=dict)
    """In [0, 1] by attribute: the share of recent conversations with a constraint on it."""


def read_demand(engine: Engine, now: datetime, half_life: timedelta, sites: Sites = ALL) -> Demand:
    """The demand of some sites in the log at `now` (UTC, without time zone). Raises sqlalchemy's errors.

    A product's rate is what it got per impression that was examined, the chance of which falls with its place as
    1 / log2(place + 2) (Järvelin and Kekäläinen, TOIS 2002; Craswell et al., WSDM 2008, for position bias),
    smoothed by PRIOR, and set against the catalog's own rate.
    """
    since = now - HALF_LIVES * half_life
    with engine.connect() as connection:
        got = _events(connection, since, now, half_life, sites)
        seen = _impressions(connection, since, now, half_life, sites)
        attributes = _constrained(connection, since, now, half_life, sites)
    total_seen = sum(seen.values()) + sum(got.values())
    average = sum(got.values()) / total_seen if total_seen else 0.0
    products = {}
    for product in {*got, *seen} if average else ():
        examined = max(seen[product], got[product])
        rate = (got[product] + PRIOR * average) / (examined + PRIOR)
        products[product] = rate / (rate + average)
    return Demand(products, attributes)


def _events(
    connection: Connection, since: datetime, now: datetime, half_life: timedelta, sites: Sites
) -> defaultdict[str, float]:
    """Decayed worth by product; of a session, each kind of event counts once, when it happened last."""
    product = EventRow.payload["product_id"].as_string()
    last = func.max(EventRow.received_at)
    query = (
        select(product, EventRow.type, last)
        .join(ConversationRow, ConversationRow.id == EventRow.conversation_id)
        .where(
            EventRow.type.in_(list(WORTH)),
            EventRow.received_at.between(since, now),
            _consented(EventRow.received_at),
            sites.condition(),
        )
        .group_by(EventRow.conversation_id, product, EventRow.type)
    )
    got: defaultdict[str, float] = defaultdict(float)
    for product_id, kind, at in connection.execute(query):
        if product_id:
            got[product_id] += WORTH[kind] * _decayed(at, now, half_life)
    return got


def _impressions(
    connection: Connection, since: datetime, now: datetime, half_life: timedelta, sites: Sites
) -> defaultdict[str, float]:
    """Decayed examined impressions by product; of a session, each place counts once."""
    shown = ShownProductRow
    query = (
        select(shown.product_id, shown.position, func.max(MessageRow.at))
        .join(MessageRow, MessageRow.id == shown.message_id)
        .join(ConversationRow, ConversationRow.id == MessageRow.conversation_id)
        .where(MessageRow.at.between(since, now), _consented(MessageRow.at), sites.condition())
        .group_by(MessageRow.conversation_id, shown.product_id, shown.position)
    )
    seen: defaultdict[str, float] = defaultdict(float)
    for product_id, place, at in connection.execute(query):
        seen[product_id] += _decayed(at, now, half_life) / math.log2(place + 2)
    return seen


def _constrained(
    connection: Connection, since: datetime, now: datetime, half_life: timedelta, sites: Sites
) -> dict[str, float]:
    """The share of recent conversations, each decayed by its last answer, that asked for something of an attribute."""
    query = (
        select(MessageRow.conversation_id, RankingRow.constraints, MessageRow.at)
        .join(MessageRow, MessageRow.id == RankingRow.message_id)
        .join(ConversationRow, ConversationRow.id == MessageRow.conversation_id)
        .where(MessageRow.at.between(since, now), _consented(MessageRow.at), sites.condition())
        .order_by(MessageRow.at)
    )
    named: defaultdict[str, set[str]] = defaultdict(set)
    weight: dict[str, float] = {}
    for conversation, constraints, at in connection.execute(query):
        weight[conversation] = _decayed(at, now, half_life)
        named[conversation] |= set(_attributes(constraints))
    shares: defaultdict[str, float] = defaultdict(float)
    total = sum(weight.values()) + 1.0  # a single conversation is no market
    for conversation, attributes in named.items():
        for attribute in attributes:
            shares[attribute] += weight[conversation] / total
    return dict(shares)


def _attributes(constraints: Any) -> Iterable[str]:
    stored = json.loads(constraints) if isinstance(constraints, str) else constraints
    return (str(item["attribute"]) for item in stored or [] if isinstance(item, dict) and "attribute" in item)


def _consented(at: Any) -> ColumnElement[bool]:
    """That there was consent by then, and still is."""
    since = ConversationRow.consented_at
    return and_(ConversationRow.analytics, or_(since.is_(None), since <= at))


def _decayed(at: datetime, now: datetime, half_life: timedelta) -> float:
    return float(0.5 ** (max(0.0, (now - at.replace(tzinfo=None)).total_seconds()) / half_life.total_seconds()))
