#!/usr/bin/env python3
"""Which share of clicks, carts and purchases is joined to the list that showed their product.

    joining.py --database URL [--url http://127.0.0.1:8000] [--conversations 200] [--seed 1] [--json]

Plays conversations with a running assistant, whose database is named, and reports what happened as pages do: with the
message and without it, in batches and out of order, a part of them twice; carts that the assistant fills; purchases
later, which name no message; and those of shoppers who come back days later, in another session (the first sessions are
dated back in the database for it). One event in twenty is about a product that was never shown: it must be kept apart.
Start the assistant with FLOORWALKER_MESSAGES_PER_MINUTE, FLOORWALKER_ADDRESS_MESSAGES_PER_MINUTE and
FLOORWALKER_SESSIONS_PER_MINUTE at 100000.
"""

from __future__ import annotations

import argparse
import json
import random
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import Engine, select, update

from benchmarks.chat_turns import REQUESTS
from data.conversations.tables import ConversationRow, EventRow, MessageRow, QuarantinedEventRow
from data.database import connect

DAYS = 3
"""After which shoppers come back."""
MEASURED = ("product_click", "add_to_cart", "purchase")
Event = dict[str, Any]


@dataclass
class Shopper:
    """One who talks, and does something with what is shown."""

    http: httpx.Client
    chance: random.Random
    name: str
    token: str = ""
    session_id: str = ""
    shown: list[tuple[str, str, int]] = field(default_factory=list)
    """Message, product, place."""
    question: dict[str, Any] | None = None
    events: list[Event] = field(default_factory=list)

    def come(self) -> None:
        """Opens a session."""
        body = {"site_key": "demo", "shopper_id": self.name, "consent": {"analytics": True}}
        opened = self.http.post("/v1/chat/sessions", json=body).raise_for_status().json()
        self.token, self.session_id = opened["token"], opened["session_id"]

    def say(self, body: dict[str, Any]) -> None:
        """Takes a turn, and sees what is shown; a cart that the assistant fills is reported, as the widget does."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answered = self.http.post("/v1/chat/messages", json=body, headers=headers).raise_for_status().json()
        self.question = None
        for message in answered["messages"]:
            if message["type"] == "products":
                self.shown += [(message["id"], p["id"], place) for place, p in enumerate(message["products"])]
                for place, product in enumerate(message["products"]):
                    self.did("impression", product["id"], message_id=message["id"], position=place)
            elif message["type"] == "question":
                self.question = message
            elif message["type"] == "notice" and message.get("product"):
                self.did("add_to_cart", message["product"]["id"], message_id=message["id"], quantity=1)

    def did(self, kind: str, product_id: str, **more: Any) -> None:
        """Notes an event, to be reported later."""
        at = datetime.now(UTC).isoformat()
        self.events.append({"event_id": str(uuid.uuid4()), "type": kind, "at": at, "product_id": product_id, **more})

    def talk(self) -> None:
        """A request, some answers and wishes, and clicks in between."""
        self.say({"text": self.chance.choice(REQUESTS)})
        self.look()
        for _ in range(self.chance.randint(1, 3)):
            self.say(self._next())
            self.look()
        if self.chance.random() < 0.3:
            self.say({"text": "put the first one into the cart"})

    def _next(self) -> dict[str, Any]:
        if self.question is not None and self.question["options"] and self.chance.random() < 0.7:
            options = [option["value"] for option in self.question["options"]]
            value = self.chance.choice([None, *options])
            return {"choice": {"attribute": self.question["attribute"], "value": value}}
        wishes = [{"action": "show_more"}, {"action": "compare"}, {"text": "tell me more about the second one"}]
        return self.chance.choice(wishes)

    def look(self) -> None:
        """Clicks and carts; a page does not always know the message, nor the right one."""
        for message_id, product_id, place in self.shown[-5:]:
            if self.chance.random() < 0.3:
                known: dict[str, Any] = {"message_id": message_id, "position": place}
                where = self.chance.choice([known, {"position": place}, {}])
                self.did(self.chance.choice(["product_click", "product_click", "add_to_cart"]), product_id, **where)
        if self.chance.random() < 0.1:
            self.did("product_click", f"never-shown-{uuid.uuid4()}")

    def buy(self) -> None:
        """A purchase at the shop's till, which knows products alone."""
        if self.shown:
            self.did("purchase", self.chance.choice(self.shown)[1], quantity=1)

    def report(self) -> None:
        """Sends what happened, out of order, and a part of it twice."""
        self.chance.shuffle(self.events)
        headers = {"Authorization": f"Bearer {self.token}"}
        for start in range(0, len(self.events), 20):
            batch = self.events[start : start + 20]
            for events in (batch, batch[:3]) if self.chance.random() < 0.2 else (batch,):
                self.http.post("/v1/chat/events", json={"events": events}, headers=headers).raise_for_status()
        self.events.clear()


def date_back(engine: Engine, ids: list[str]) -> None:
    """Has some conversations happen days ago."""
    past = timedelta(days=DAYS)
    with engine.execution_options(writes=True).begin() as connection:
        for table, columns, own in (
            (ConversationRow, ("created_at", "last_at"), ConversationRow.id),
            (MessageRow, ("at",), MessageRow.conversation_id),
        ):
            described: Any = table.__table__
            for row in connection.execute(select(described).where(own.in_(ids))).mappings().all():
                moved = {name: row[name] - past for name in columns}
                connection.execute(update(table).where(described.c.id == row["id"]).values(moved))


def play(url: str, engine: Engine, count: int, seed: int) -> None:
    """The conversations: a third of the shoppers buy at once, a third days later in another session."""
    with httpx.Client(base_url=url, timeout=60) as http:
        shoppers = [Shopper(http, random.Random(seed * 100_000 + n), f"joining-{seed}-{n}") for n in range(count)]
        for number, shopper in enumerate(shoppers):
            shopper.come()
            shopper.talk()
            if number % 3 == 0:
                shopper.buy()
            shopper.report()
            if number % 20 == 19:
                print(f"{number + 1} conversations", flush=True)
        back = [shopper for number, shopper in enumerate(shoppers) if number % 3 == 1]
        date_back(engine, [shopper.session_id for shopper in back])
        for shopper in back:
            shopper.come()
            shopper.buy()
            shopper.report()


def count(engine: Engine) -> dict[str, Any]:
    """How many events of each type there are, joined, and kept apart."""
    with engine.connect() as connection:
        stored = list(connection.execute(select(EventRow.type, EventRow.list_id)))
        apart = list(connection.execute(select(QuarantinedEventRow.payload, QuarantinedEventRow.reason)))
    all, joined = Counter(kind for kind, _ in stored), Counter(kind for kind, list_id in stored if list_id)
    invented = sum(payload.get("product_id", "").startswith("never-shown-") for payload, _ in apart)
    wrongly = [reason for payload, reason in apart if not payload.get("product_id", "").startswith("never-shown-")]
    true = sum(all[kind] for kind in MEASURED) + len(wrongly)
    return {
        "events": dict(all),
        "joined": dict(joined),
        "share of true clicks, carts and purchases that are joined": round(
            sum(joined[kind] for kind in MEASURED) / max(1, true), 5
        ),
        "kept apart, products that were never shown": invented,
        "kept apart, though true": dict(Counter(wrongly)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", required=True, help="SQLAlchemy URL of the assistant's database")
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--conversations", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    engine = connect(options.database)
    play(options.url, engine, options.conversations, options.seed)
    found = count(engine)
    engine.dispose()
    print(json.dumps(found) if options.json else "\n".join(f"{name}: {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
