"""Orders follow what a real log says of the market, and return when it is over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, insert

from data.catalog.constraints import Constraint
from data.conversations.demand import Demand, read_demand
from data.conversations.tables import ConversationRow, EventRow, MessageRow, RankingRow, ShownProductRow
from data.database import connect
from recommender.engine.demand_signal import PRODUCT_GAIN, signal
from recommender.engine.recommender import Recommender
from recommender.live.demand import DemandReader
from recommender.protocol.recommend import RecommendRequest

NOW = datetime(2026, 3, 1, 12)
WEEK = timedelta(days=7)


@pytest.fixture
def log(sqlite_url: str) -> Engine:
    return connect(sqlite_url)


@pytest.fixture(autouse=True)
def _forgets_demand(recommender: Recommender) -> Iterator[None]:
    """The engine is shared with other tests."""
    yield
    recommender.demand = None


def visit(
    log: Engine,
    name: str,
    *,
    clicks: Sequence[str] = (),
    kind: str = "product_click",
    asked: Sequence[str] = (),
    shown: Sequence[str] = (),
    at: datetime = NOW,
    analytics: bool = True,
    times: int = 1,
) -> None:
    """A session that was shown products, asked for something, and clicked."""
    message = f"m-{name}"
    constraints = [{"attribute": name, "op": "eq", "value": "x"} for name in asked]
    conversation = {"token_hash": name, "site_key": "demo", "locale": "en", "status": "bot", "analytics": analytics}
    ranking = {"query": "", "constraints": constraints, "model_version": "m", "catalog_version": "c", "total": 9}
    with log.begin() as to:
        to.execute(insert(ConversationRow), conversation | {"id": name, "created_at": at, "last_at": at})
        sent = {"id": message, "conversation_id": name, "seq": 1, "sender": "bot", "type": "products", "payload": {}}
        to.execute(insert(MessageRow), sent | {"at": at})
        to.execute(insert(RankingRow), ranking | {"message_id": message, "query_id": message})
        for place, product in enumerate(shown):
            row = {"message_id": message, "position": place, "product_id": product, "score": 1.0}
            to.execute(insert(ShownProductRow), row | {"matched": [], "missed": []})
        for number, product in enumerate(product for product in clicks for _ in range(times)):
            row = {"conversation_id": name, "event_id": f"e{number}", "type": kind, "message_id": message}
            to.execute(insert(EventRow), row | {"payload": {"product_id": product}, "at": at, "received_at": at})


def order(recommender: Recommender, demand: Demand) -> list[str]:
    recommender.demand = signal(demand, recommender.snapshot)
    return [product.id for product in recommender.recommend(RecommendRequest(query="mouse", limit=10)).products]


def test_orders_follow_the_market_and_return(recommender: Recommender, log: Engine) -> None:
    before = order(recommender, Demand())
    wanted = before[4]
    for number in range(40):
        visit(log, f"s{number}", shown=before[:5], clicks=[wanted], kind="purchase", asked=["weight"])

    during = order(recommender, read_demand(log, NOW, WEEK))
    assert during.index(wanted) < before.index(wanted)
    weights = {a.name: a.weight for a in recommender.recommend(RecommendRequest(query="mouse")).attributes}
    recommender.demand = None
    usual = {a.name: a.weight for a in recommender.recommend(RecommendRequest(query="mouse")).attributes}
    assert weights["weight"] > usual["weight"]
    assert sum(weights.values()) == pytest.approx(1)

    assert read_demand(log, NOW + 60 * WEEK, WEEK) == Demand()
    assert order(recommender, read_demand(log, NOW + 60 * WEEK, WEEK)) == before


def test_counts_half_after_a_half_life(log: Engine) -> None:
    visit(log, "old", asked=["colour"], at=NOW - WEEK)
    visit(log, "new", asked=["weight"])
    shares = read_demand(log, NOW, WEEK).attributes
    assert shares["colour"] == pytest.approx(shares["weight"] / 2)


def test_a_product_seen_often_needs_more_clicks(log: Engine) -> None:
    for number in range(30):
        visit(log, f"s{number}", shown=["often"] if number else ["often", "seldom"], clicks=["often"] * (number < 3))
    visit(log, "last", clicks=["seldom"], shown=["seldom"])
    products = read_demand(log, NOW, WEEK).products
    assert products["seldom"] > products["often"]


def test_a_flood_from_one_session_counts_once(log: Engine) -> None:
    visit(log, "robot", clicks=["a"], shown=["a", "b"], times=1000)
    visit(log, "person", clicks=["b"], shown=["a", "b"])
    products = read_demand(log, NOW, WEEK).products
    assert products["a"] < products["b"]  # as often clicked, and shown in a better place


def test_sessions_without_consent_do_not_count(log: Engine) -> None:
    visit(log, "silent", clicks=["a"], shown=["a"], asked=["colour"], analytics=False)
    assert read_demand(log, NOW, WEEK) == Demand()


def test_a_cold_log_changes_nothing(recommender: Recommender, log: Engine) -> None:
    assert signal(read_demand(log, NOW, WEEK), recommender.snapshot) is None


def test_demand_never_goes_against_a_constraint(recommender: Recommender) -> None:
    red = [Constraint(attribute="colour", value="Red")]
    recommender.demand = signal(Demand({"mouse-0": 1.0}, {}), recommender.snapshot)
    found = recommender.recommend(RecommendRequest(query="mouse", constraints=red)).products
    assert all("colour" in product.matched for product in found[:1])
    assert recommender.demand is not None
    assert recommender.demand.rows.max() <= 1 + PRODUCT_GAIN


def test_explains_what_demand_adds(recommender: Recommender) -> None:
    recommender.demand = signal(Demand({}, {"weight": 0.5}), recommender.snapshot)
    attributes = recommender.recommend(RecommendRequest(query="mouse", explain=True)).attributes
    explained = {a.name: a.explanation.parts["demand"] for a in attributes if a.explanation}
    assert explained["weight"] == pytest.approx(0.405, abs=0.001)


def test_keeps_the_last_reading_when_the_log_cannot_be_read(
    sqlite_url: str, log: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    visit(log, "s", asked=["colour"])
    reader = DemandReader(sqlite_url, 7, now=lambda: NOW)
    assert reader.refresh()
    assert not reader.refresh()  # too soon
    monkeypatch.setattr("recommender.live.demand.REFRESH_SECONDS", 0)
    with log.begin() as to:
        to.exec_driver_sql("DROP TABLE events")
    assert not reader.refresh()
    assert not reader.refresh()
    assert "colour" in reader.demand.attributes
    assert caplog.text.count("cannot be read") == 1


def test_forgets_erased_sessions(log: Engine) -> None:
    visit(log, "gone", asked=["colour"])
    with log.begin() as to:
        to.execute(delete(ConversationRow))
    assert read_demand(log, NOW, WEEK) == Demand()
