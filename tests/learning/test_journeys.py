"""What became of conversations, read from a log that a gateway's log wrote."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update

from data.conversations.log import ConversationLog, NewMessage, new_id, now
from data.conversations.sessions import Session, count_sessions, read_sessions
from data.conversations.tables import ConversationRow
from learning.journeys import AskedOnce, Journey, NotMet, Purchase, credited, journey
from tests.learning.making import AT, made

DAY = timedelta(days=1)


class Talk:
    """A conversation, written as the gateway writes it."""

    def __init__(self, log: ConversationLog, id: str) -> None:
        self._log, self.id = log, id

    @classmethod
    async def begin(cls, log: ConversationLog, shopper: str | None = "s-1", *, analytics: bool = True) -> Talk:
        found = await log.open(
            token_hash=new_id(), site_key="demo", shopper_id=shopper, locale="en", analytics=analytics
        )
        return cls(log, found.id)

    async def say(self, said: dict[str, Any], *answers: NewMessage) -> None:
        payload = {"id": new_id(), "from": "shopper"} | said
        turn = await self._log.add_shoppers(conversation_id=self.id, payload=payload)
        await self._log.add_answers(conversation_id=self.id, reply_to=turn.message_id, messages=answers)

    async def do(self, kind: str, **more: Any) -> None:
        event = {"event_id": new_id(), "type": kind, "at": now()} | more
        await self._log.add_events(conversation_id=self.id, events=[event])


def answered(type: str, **more: Any) -> NewMessage:
    return NewMessage({"id": new_id(), "from": "bot", "type": type} | more, now(), more.pop("trace", None))


def shown(*ids: str, constraints: list[dict[str, Any]] | None = None, **more: Any) -> NewMessage:
    policy = {"model_version": "m-1", "exploration": 0.05, "explored": False}
    trace = {"category": "Mouse", "policy": policy, "propensity": 1.0, "propensities": [1.0] * len(ids)}
    listed = {"query": "mouse", "constraints": constraints or [], "total": len(ids), "query_id": "q"}
    made_by = {"model_version": "m-1", "catalog_version": "c", "attributes": []}
    products = [{"id": id, "score": 0.5, "matched": [], "missed": []} for id in ids]
    payload = {"id": new_id(), "from": "bot", "type": "products", "products": products} | listed | made_by | more
    return NewMessage(payload, now(), trace)


def asked(attribute: str) -> NewMessage:
    policy = {"model_version": "m-1", "exploration": 0.05, "explored": True}
    trace = {"query_id": "q", "category": "Mouse", "purpose": None, "policy": policy, "propensity": 0.05}
    payload = {"id": new_id(), "from": "bot", "type": "question", "attribute": attribute, "options": []}
    return NewMessage(payload, now(), trace | {"candidates": []})


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


@pytest.fixture
def log(sqlite: Engine) -> ConversationLog:
    return ConversationLog(sqlite)


def read(engine: Engine) -> list[Session]:
    return list(read_sessions(engine))


async def test_follows_a_wish_to_a_purchase(log: ConversationLog, sqlite: Engine) -> None:
    talk, cheap = await Talk.begin(log), {"attribute": "price", "op": "lte", "value": 20.0}
    acts = [{"act": "search", "confidence": 0.8}]
    await talk.say(text("a small mouse"), shown("a/1", "a/2", acts=acts), asked("colour"))
    await talk.say(
        {"type": "choice", "choice": {"attribute": "colour", "value": None}}, shown("a/3", constraints=[cheap])
    )
    await talk.do("product_click", product_id="a/3")
    await talk.do("purchase", product_id="a/3", price=19.9)
    await talk.do("csat", score=5)

    found = journey(read(sqlite)[0])

    assert (found.lists, found.moves, found.category, found.models) == (2, 2, "Mouse", frozenset({"m-1"}))
    assert (found.shown, found.clicked) == (frozenset({"a/1", "a/2", "a/3"}), frozenset({"a/3"}))
    assert (found.bought, found.bought_late, found.succeeded, found.satisfied) == (True, False, True, True)
    assert found.questions == (AskedOnce("Mouse", "colour", "declined", explored=True),)
    assert found.questions_to_find == 1
    assert (found.acts, found.confidence, found.score, found.query_length) == (("search",), 0.8, 0.5, 13.0)
    assert found.attributes == frozenset({("Mouse", "price")})


async def test_knows_what_was_not_there_and_what_was_misunderstood(log: ConversationLog, sqlite: Engine) -> None:
    talk = await Talk.begin(log)
    wish = {"attribute": "memory", "op": "gte", "value": 64.0}
    unmet = {"query": "laptop", "category": "Laptop", "constraints": [wish]}
    await talk.say(text("laptop with 64 GB"), answered("text", text="Nothing.", unmet=unmet))
    await talk.say(text("Laptop with 64 gb!"), answered("text", text="?", acts=[{"act": "unclear", "confidence": 0.4}]))
    await talk.say(text("no, I meant a notebook"), shown(acts=[{"act": "correct", "confidence": 0.9}]))

    found = journey(read(sqlite)[0])

    assert found.not_met == (NotMet("Laptop", (("memory", "gte", "64"),), "laptop"), NotMet("Mouse", (), "mouse"))
    assert dict(found.misunderstandings) == {"not understood": 1, "corrected": 1, "said again": 1}
    assert (found.asked, found.lists, found.succeeded, found.category) == (True, 0, False, "Mouse")


async def test_reads_nothing_of_those_who_do_not_want_it(log: ConversationLog, sqlite: Engine) -> None:
    talk = await Talk.begin(log, analytics=False)
    await talk.say(text("a mouse"), shown("a/1"))

    assert read(sqlite) == []
    assert count_sessions(sqlite) == 0


async def test_counts_what_it_reads(log: ConversationLog, sqlite: Engine) -> None:
    for place in range(3):
        talk = await Talk.begin(log)
        with sqlite.execution_options(writes=True).begin() as connection:
            at = AT + place * DAY
            connection.execute(update(ConversationRow).where(ConversationRow.id == talk.id).values(created_at=at))

    assert count_sessions(sqlite, since=AT + DAY) == len(list(read_sessions(sqlite, since=AT + DAY))) == 2
    assert count_sessions(sqlite, since=AT, until=AT + DAY) == 1


def conversation(id: str, started: timedelta, *purchases: Purchase, shown: str = "a/1", known: bool = True) -> Journey:
    bought = bool(purchases)
    return made(
        id,
        shopper="s-1",
        is_known=known,
        started_at=AT + started,
        shown=frozenset({shown}),
        purchases=purchases,
        bought=bought,
    )


@pytest.mark.parametrize(
    ("after", "product", "known", "counts"),
    [
        (6 * DAY, "a/1", True, True),
        (8 * DAY, "a/1", True, False),
        (6 * DAY, "a/2", True, False),
        (6 * DAY, "a/1", False, False),
    ],
)
def test_a_purchase_counts_for_the_conversation_that_showed_the_product_a_week_before(
    after: timedelta, product: str, known: bool, counts: bool
) -> None:
    first = conversation("first", timedelta(0), known=known)
    second = conversation("second", after, Purchase(product, AT + after), shown="a/9", known=known)

    before, bought = credited([first, second])

    assert (before.bought, before.bought_late) == (counts, counts)
    assert (bought.bought, bought.bought_late) == (True, False)


def test_a_person_or_a_thumb_down_is_no_success() -> None:
    bought: dict[str, Any] = {"clicked": frozenset({"a/1"}), "carted": True}

    assert made("a", **bought).succeeded
    assert not made("a", **bought, handoffs=1).succeeded
    assert not made("a", **bought, thumbs=(True, False)).succeeded
    assert made("a", clicked=frozenset({"a/1"}), ratings=(2, 4)).succeeded
    assert not made("a", clicked=frozenset({"a/1"})).succeeded
