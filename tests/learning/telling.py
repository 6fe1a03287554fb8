"""A log of made-up conversations, written into the tables at once: what takes a shop months."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Engine, Table, insert

from data.conversations.tables import (
    ConversationRow,
    EventRow,
    MessageRow,
    QuestionRow,
    RankingRow,
    ShownAttributeRow,
    ShownProductRow,
)
from data.database import Base

TYPES: Mapping[str, tuple[str, ...]] = {
    "Mouse": ("connectivity", "colour", "weight"),
    "Laptop": ("memory", "screen_size", "weight"),
    "Office chair": ("colour", "armrests", "load"),
    "Kettle": ("capacity", "colour", "power"),
}
UNMET = {"Laptop": ("memory", "gte", 64.0), "Office chair": ("colour", "eq", "Pink"), "Mouse": ("price", "lt", 5.0)}
_TABLES = (ConversationRow, MessageRow, RankingRow, ShownProductRow, ShownAttributeRow, QuestionRow, EventRow)


class Told:
    """Conversations of a shop in which a tenth of the shoppers is held out, a question in five is declined, and things
    go as `clicks`, `unmet` and `declines` say."""

    def __init__(self, seed: int = 0) -> None:
        self.random = np.random.default_rng(seed)
        self.rows: dict[type[Base], list[dict[str, Any]]] = {table: [] for table in _TABLES}
        self._count = 0

    def week(
        self, start: datetime, size: int, *, clicks: float = 0.5, unmet: float = 0.1, declines: float = 0.2
    ) -> None:
        """Some conversations of a week."""
        for _ in range(size):
            at = start + timedelta(seconds=float(self.random.uniform(0, 7 * 86400)))
            self.conversation(at, clicks=clicks, unmet=unmet, declines=declines)

    def conversation(self, at: datetime, *, clicks: float, unmet: float, declines: float) -> None:
        """A wish, a list and a question, an answer and another list; perhaps a click, the cart and a purchase."""
        random, id = self.random, f"c{self._count}"
        self._count += 1
        shopper = int(random.integers(0, 4000))
        arm = "holdout" if shopper % 10 == 0 else "assistant"
        kind = str(random.choice(list(TYPES), p=[0.4, 0.3, 0.2, 0.1]))
        row = {"id": id, "token_hash": id, "site_key": "demo", "shopper_id": f"s-{shopper}", "locale": "en"}
        state = {"analytics": True, "status": "bot", "created_at": at, "last_at": at, "arm": arm}
        self.rows[ConversationRow].append(row | state)
        said = self._message(id, 1, "shopper", at, type="text", text=f"a {kind.lower()} please")
        acts = [{"act": str(random.choice(["search", "details", "correct"], p=[0.8, 0.15, 0.05])), "confidence": 0.9}]
        if random.random() < unmet and kind in UNMET:
            attribute, op, value = UNMET[kind]
            wish = {"attribute": attribute, "op": op, "value": value}
            told = {"query": kind.lower(), "category": kind, "constraints": [wish]}
            self._message(id, 2, "bot", at, type="text", text="Nothing.", unmet=told, acts=acts, reply_to=said)
            return
        shown = self._list(id, 2, at, kind, reply_to=said, acts=acts)
        asked = TYPES[kind][int(random.integers(0, 2))]
        self._question(id, 3, at + timedelta(seconds=1), kind, asked)
        value = None if random.random() < declines else "x"
        self._message(id, 4, "shopper", at, type="choice", choice={"attribute": asked, "value": value})
        last = self._list(id, 5, at + timedelta(seconds=20), kind, reply_to=None, acts=[])
        chance = clicks * (0.7 if arm == "holdout" else 1.0)
        if random.random() < chance:
            self._event(id, "product_click", at + timedelta(seconds=40), last if random.random() < 0.6 else shown)
            if random.random() < 0.4:
                self._event(id, "add_to_cart", at + timedelta(seconds=95), last)
                if random.random() < 0.6:
                    days = float(random.choice([0, 3]))
                    self._event(id, "purchase", at + timedelta(days=days, seconds=180), last)
        if random.random() < 0.3:
            self._event(id, str(random.choice(["thumbs_up", "thumbs_down"], p=[0.8, 0.2])), at, None)

    def machine(self, id: str, at: datetime) -> None:
        """A conversation of clicks, one a second."""
        row = {"id": id, "token_hash": id, "site_key": "demo", "shopper_id": None, "locale": "en", "arm": "assistant"}
        self.rows[ConversationRow].append(row | {"analytics": True, "status": "bot", "created_at": at, "last_at": at})
        shown = self._list(id, 1, at, "Mouse", reply_to=None, acts=[])
        for number in range(8):
            event = {"conversation_id": id, "event_id": f"{id}-{number}", "type": "product_click", "message_id": shown}
            done = {"at": at + timedelta(seconds=1 + number), "received_at": at, "list_id": shown}
            self.rows[EventRow].append(event | done | {"payload": {"product_id": "Mouse-1"}})

    def write(self, engine: Engine) -> None:
        """Into the tables, all in one transaction."""
        with engine.execution_options(writes=True).begin() as connection:
            for table, rows in self.rows.items():
                own = table.__table__
                assert isinstance(own, Table)
                if rows:
                    connection.execute(insert(own), rows)

    def _message(self, conversation: str, seq: int, sender: str, at: datetime, **said: Any) -> str:
        id, reply_to = f"{conversation}-{seq}", said.pop("reply_to", None)
        payload = {"id": id, "from": sender} | said
        row = {"id": id, "conversation_id": conversation, "seq": seq, "sender": sender, "type": said["type"]}
        self.rows[MessageRow].append(row | {"payload": payload, "client_id": None, "reply_to": reply_to, "at": at})
        return id

    def _list(self, conversation: str, seq: int, at: datetime, kind: str, **said: Any) -> str:
        id = self._message(conversation, seq, "bot", at, type="products", **said)
        explored = bool(self.random.random() < 0.05)
        ranking = {"message_id": id, "query_id": id, "query": kind.lower(), "constraints": [], "total": 9}
        if self.random.random() < 0.6:
            ranking["constraints"] = [{"attribute": TYPES[kind][0], "op": "eq", "value": "x"}]
        made: dict[str, Any] = {
            "model_version": "general-1",
            "catalog_version": "c",
            "category": kind,
            "purpose": None,
            "best": [],
        }
        policy = {"model_version": "general-1", "exploration": 0.05, "explored": explored}
        self.rows[RankingRow].append(ranking | made | {"policy": policy, "request": {}, "propensity": 0.95})
        for position in range(5):
            product = {"message_id": id, "position": position, "product_id": f"{kind}-{position}"}
            score = float(np.clip(self.random.normal(0.8, 0.05), 0, 1))
            rest = {"matched": [], "missed": [], "propensity": 0.95, "team": None}
            self.rows[ShownProductRow].append(product | {"score": score} | rest)
        return id

    def _question(self, conversation: str, seq: int, at: datetime, kind: str, attribute: str) -> None:
        id = self._message(conversation, seq, "bot", at, type="question", attribute=attribute, options=[])
        policy = {"model_version": "general-1", "exploration": 0.05, "explored": bool(self.random.random() < 0.05)}
        row = {"message_id": id, "query_id": id, "attribute": attribute, "category": kind, "purpose": None}
        self.rows[QuestionRow].append(row | {"policy": policy, "propensity": 0.95, "candidates": []})

    def _event(self, conversation: str, kind: str, at: datetime, shown: str | None) -> None:
        number = len(self.rows[EventRow])
        payload = {"product_id": f"{conversation}-p"} if shown else {}
        row = {"conversation_id": conversation, "event_id": f"e{number}", "type": kind, "message_id": shown}
        self.rows[EventRow].append(row | {"payload": payload, "at": at, "received_at": at, "list_id": shown})
