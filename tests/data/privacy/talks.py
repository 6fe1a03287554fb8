"""Conversations of shoppers in the log and in Rasa's store, with everything that hangs on them."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, func, insert, select, text, update
from sqlalchemy.pool import NullPool

from data.conversations.log import ConversationLog, NewMessage, new_id, now
from data.conversations.tables import ConversationRow, QuarantinedEventRow, SecretRow, VerdictRow
from data.database import Base
from data.privacy.places import Places

WORDS = "a quiet keyboard for my late shifts at the harbour"
LIST = {
    "query_id": "q1",
    "query": WORDS,
    "constraints": [],
    "model_version": "m1",
    "catalog_version": "c1",
    "total": 1,
    "products": [{"id": "p1", "title": "Keyboard", "score": 0.9, "matched": [], "missed": []}],
    "attributes": [{"name": "weight", "weight": 0.7}],
}
TABLE = """CREATE TABLE IF NOT EXISTS rasa_trackers (sender_id VARCHAR(255) PRIMARY KEY, events TEXT NOT NULL,
slots TEXT NOT NULL, saved_at FLOAT NOT NULL)"""


def places(engine: Engine, home: Path) -> Places:
    """A home whose tracker is where Rasa would have it beside this database."""
    on_server = engine.dialect.name == "postgresql"
    url = (
        engine.url.render_as_string(hide_password=False) if on_server else f"sqlite:///{home / 'bot/conversations.db'}"
    )
    (home / "bot").mkdir(exist_ok=True)
    remember(url)
    if on_server:  # other tests' shoppers
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM rasa_trackers"))
    return Places(home, url)


def remember(url: str, *ids: str, words: str = WORDS) -> None:
    """Rasa's own copies of conversations."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(TABLE))
        for id in ids:
            row = {"id": id, "events": json.dumps([{"text": words}]), "slots": "{}", "at": time.time()}
            connection.execute(text("INSERT INTO rasa_trackers VALUES (:id, :events, :slots, :at)"), row)
    engine.dispose()


async def talk(
    engine: Engine,
    *,
    shopper: str | None = None,
    analytics: bool = True,
    words: str = WORDS,
    rested: timedelta = timedelta(0),
    status: str = "bot",
) -> str:
    """A conversation in which a list was shown, clicked, judged, and something was kept apart; its id."""
    log = ConversationLog(engine)
    opened = await log.open(token_hash=new_id(), site_key="demo", shopper_id=shopper, locale="en", analytics=analytics)
    own = {"conversation_id": opened.id}
    said = {"id": new_id(), "from": "shopper", "type": "text", "text": words, "at": now().isoformat()}
    await log.add_shoppers(conversation_id=opened.id, payload=said)
    shown = {"id": new_id(), "from": "bot", "type": "products", **LIST, "query": words}
    await log.add_answers(conversation_id=opened.id, reply_to=said["id"], messages=[NewMessage(shown, now())])
    click = {"event_id": "e1", "type": "product_click", "at": now(), "message_id": shown["id"], "product_id": "p1"}
    await log.add_events(conversation_id=opened.id, events=[click])
    apart = {**own, "event_id": "e2", "reason": "absurd", "payload": {"said": words}, "received_at": now()}
    verdict = {**own, "id": new_id(), "kind": "flag", "payload": {}, "agent": "ann", "at": now()}
    secret = {**own, "placeholder": "email_1", "ciphertext": "gAAAA", "expires_at": now() + timedelta(days=1)}
    with engine.begin() as connection:
        connection.execute(insert(QuarantinedEventRow), apart)
        connection.execute(insert(VerdictRow), verdict)
        connection.execute(insert(SecretRow), secret)
    rest(engine, opened.id, rested, status=status)
    return opened.id


def rest(engine: Engine, id: str, rested: timedelta, **values: Any) -> None:
    """Has a conversation rest for so long, and become what is said."""
    with engine.begin() as connection:
        changed = update(ConversationRow).where(ConversationRow.id == id)
        connection.execute(changed.values(last_at=now() - rested, **values))


def counts(engine: Engine) -> dict[str, int]:
    """How many rows about conversations there are, by table."""
    with engine.connect() as connection:
        found = {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in Base.metadata.tables.items()
            if table.foreign_keys or name == "conversations"
        }
    return {name: count for name, count in found.items() if count and not name.startswith(("catalog", "product"))}


def left(home: Path, *words: str) -> list[str]:
    """The files of a home in which some words are, found by the plainest means."""
    files = [path for path in home.rglob("*") if path.is_file()]
    return [str(path) for path in files if any(word.encode() in path.read_bytes() for word in words)]
