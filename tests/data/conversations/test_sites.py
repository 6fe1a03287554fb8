"""Whose conversations are about a catalog: in recent demand, in what is asked most, in what is learned from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from data.conversations.demand import read_demand
from data.conversations.frequent import frequent_queries
from data.conversations.log import ConversationLog, new_id, now
from data.conversations.sessions import read_sessions
from data.conversations.sites import ALL, Sites
from tests.data.conversations.conftest import click, shown

DAY = timedelta(days=1)


async def visits(log: ConversationLog, site_key: str, product: str) -> None:
    """A shopper of a site sees a product, and looks at it."""
    one = await log.open(token_hash=new_id(), site_key=site_key, shopper_id=site_key, locale="en", analytics=True)
    wish = [{"attribute": f"colour of {site_key}", "op": "eq", "value": "Red"}]
    seen = shown(product, query=f"asked at {site_key}", constraints=wish)
    await log.add_answers(conversation_id=one.id, reply_to=None, messages=[seen])
    events = [click(new_id(), product, message_id=seen.payload["id"], position=0)]
    await log.add_events(conversation_id=one.id, events=events)


@pytest.mark.parametrize(
    ("sites", "keys"),
    [
        (ALL, {"en", "us", "de"}),
        (Sites(frozenset({"de"})), {"en", "us"}),
        (Sites(frozenset({"de"}), others=False), {"de"}),
        (Sites(frozenset({"de", "en"}), others=False), {"de", "en"}),
        (Sites(frozenset(), others=False), set()),
    ],
)
async def test_only_those_of_its_sites_count(
    log: ConversationLog, engine: Engine, sites: Sites, keys: set[str]
) -> None:
    for key in ("en", "us", "de"):
        await visits(log, key, f"of {key}")
    later = now() + timedelta(minutes=1)

    demand = read_demand(engine, later, DAY, sites)

    assert set(demand.products) == {f"of {key}" for key in keys}
    assert set(demand.attributes) == {f"colour of {key}" for key in keys}
    assert set(frequent_queries(engine, now() - DAY, 10, sites)) == {f"asked at {key}" for key in keys}
    sessions = list(read_sessions(engine, sites=sites))
    assert {product.id for one in sessions for each in one.lists for product in each.products} == {
        f"of {key}" for key in keys
    }
