"""A database of each kind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, delete

from data.agents.tables import AgentRow, CannedReplyRow
from data.catalog.shop_items import ShopItemRow, StockLevelRow
from data.catalog.store import CatalogRow
from data.conversations.tables import AuditRow, ConversationRow, LeaseRow, PlacementRow
from data.database import connect
from data.steering.deliveries import DeliveryRow
from data.steering.feeds import FeedRow
from data.steering.tables import BoardRow, JobRow, RevisionRow, UploadRow, WorkerRow

EMPTIED = (
    CatalogRow,
    ConversationRow,
    PlacementRow,
    AuditRow,
    LeaseRow,
    AgentRow,
    CannedReplyRow,
    RevisionRow,
    JobRow,
    WorkerRow,
    UploadRow,
    BoardRow,
    FeedRow,
    DeliveryRow,
    ShopItemRow,
    StockLevelRow,
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest) -> str:
    """Of a database with the newest schema."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """The database, empty afterwards: all tables go with these."""
    engine = connect(url)
    yield engine
    with engine.begin() as connection:
        for table in EMPTIED:
            connection.execute(delete(table))
    engine.dispose()
