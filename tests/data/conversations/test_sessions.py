"""Conversations as they are learned from: every part joined and in order, of those with consent; both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, update
from sqlalchemy import event as sqlalchemy_event

from data.conversations.claims import claim
from data.conversations.log import Conversation, ConversationLog, NewMessage, new_id, now
from data.conversations.sessions import Session, read_sessions
from data.conversations.suggestions import Decision, Part, decide, suggest
from data.conversations.tables import (
    ConversationRow,
    EventRow,
    MessageRow,
    QuestionRow,
    RankingRow,
    ShownProductRow,
    VerdictRow,
)
from data.database import Base
from tests.data.conversations.conftest import answer, click, opened, said, shown

POLICY = {"model_version": "m", "exploration": 0.1}
COLOUR = {"attribute": "colour", "op": "eq", "value": "Black"}


def listed(*ids: str, query_id: str = "q", declined: tuple[str, ...] = (), constraints: Any = ()) -> NewMessage:
    """A list with how it was chosen."""
    message = shown(*ids, query_id=query_id, constraints=list(constraints), query="a mouse")
    trace = {
        "category": "Mouse",
        "purpose": "travel",
        "policy": POLICY,
        "request": {"query": "a mouse", "declined": list(declined)} if declined else {"query": "a mouse"},
        "propensity": 0.9,
        "propensities": [0.9] * len(ids),
        "best": list(reversed(ids)),
        "teams": ["rival"] * len(ids),
        "attributes": [{"name": "colour", "coverage": 1.0, "split": 0.5, "narrowing": 0.4}],
    }
    return NewMessage(message.payload, message.at, trace)


def asked(attribute: str = "colour", query_id: str = "q") -> NewMessage:
    """A question with how it was chosen."""
    payload = {"id": new_id(), "from": "bot", "type": "question", "attribute": attribute, "text": "Which?"}
    options = {"options": [{"value": "Black", "label": "Black"}, {"value": {"min": None, "max": 80.0}, "label": "80"}]}
    candidates = [{"attribute": attribute, "weight": 0.5, "utility": 0.4, "propensity": 0.8}]
    trace = {"query_id": query_id, "category": "Mouse", "purpose": None, "policy": POLICY, "propensity": 0.8}
    return NewMessage(payload | options, now(), trace | {"candidates": candidates})


async def turn(log: ConversationLog, conversation: Conversation, said: dict[str, Any], *answers: NewMessage) -> str:
    """A shopper's message and what it was answered with; its id."""
    stored = await log.add_shoppers(conversation_id=conversation.id, payload=said)
    await log.add_answers(conversation_id=conversation.id, reply_to=stored.message_id, messages=answers)
    return stored.message_id


def choice(attribute: str, value: Any) -> dict[str, Any]:
    payload = {"id": new_id(), "from": "shopper", "type": "choice"}
    return payload | {"choice": {"attribute": attribute, "value": value}}


def by_agent(message: NewMessage) -> NewMessage:
    """The same, sent by an agent."""
    return NewMessage(message.payload | {"from": "agent", "agent": "Anna"}, message.at, message.trace)


def the_session(engine: Engine) -> Session:
    [session] = read_sessions(engine)
    return session


@pytest.mark.parametrize(
    ("reply", "answers", "expected"),
    [
        (choice("colour", "Black"), [listed("b", constraints=[COLOUR])], ("picked", "Black")),
        (choice("colour", None), [listed("b", declined=("colour",))], ("declined", None)),
        (choice("weight", 80.0), [listed("b")], ("other", None)),
        (said("black"), [listed("b", constraints=[COLOUR])], ("said", COLOUR)),
        (said("whatever"), [listed("b", declined=("colour",))], ("declined", None)),
        (said("how much is delivery?"), [answer("5 EUR")], ("other", None)),
        (said("rather a laptop"), [listed("l")], ("other", None)),
        ({"id": "act", "from": "shopper", "type": "action", "action": "show_more"}, [listed("c")], ("other", None)),
        (None, [], ("none", None)),
    ],
    ids=["tap", "skip", "another tap", "words", "indifferent", "a question", "another wish", "a button", "gone"],
)
async def test_knows_how_a_question_was_answered(
    log: ConversationLog,
    conversation: Conversation,
    engine: Engine,
    reply: dict[str, Any] | None,
    answers: list[NewMessage],
    expected: tuple[str, Any],
) -> None:
    await turn(log, conversation, said("a mouse"), listed("a"), asked())
    if reply is not None:
        await turn(log, conversation, reply | {"id": new_id()}, *answers)
        await turn(log, conversation, said("black then"), listed("b", query_id="later", constraints=[COLOUR]))

    [question] = the_session(engine).questions

    assert (question.answer, question.value) == expected
    assert (question.attribute, question.category, question.purpose) == ("colour", "Mouse", None)
    assert (question.query, question.propensity, question.policy) == ("a mouse", 0.8, POLICY)
    assert question.options == ["Black", {"min": None, "max": 80.0}]
    assert [one["attribute"] for one in question.candidates] == ["colour"]


async def test_reads_lists_with_how_they_were_chosen(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    message = listed("a", "b", constraints=[COLOUR])
    await turn(log, conversation, said("a mouse"), message)

    [found] = the_session(engine).lists

    assert (found.message_id, found.query_id, found.query, found.total) == (message.id, "q", "a mouse", 9)
    assert (found.category, found.purpose, found.policy) == ("Mouse", "travel", POLICY)
    assert (found.constraints, found.request, found.propensity) == ([COLOUR], {"query": "a mouse"}, 0.9)
    assert [(p.id, p.position, p.propensity, p.team) for p in found.products] == [
        ("a", 0, 0.9, "rival"),
        ("b", 1, 0.9, "rival"),
    ]
    assert found.best == ["b", "a"]
    assert [(a.name, a.weight, a.statistics.get("split")) for a in found.attributes] == [
        ("colour", 0.7, 0.5),
        ("weight", 0.3, None),
    ]


async def test_reads_a_list_of_before_propensities_were_logged(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    await turn(log, conversation, said("a mouse"), shown("a"))

    [found] = the_session(engine).lists

    assert (found.policy, found.request, found.propensity, found.products[0].propensity) == ({}, {}, None, None)


async def test_reads_moves_with_what_they_were_taken_to_do_and_counts_handoffs(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    taken = [{"act": "search", "confidence": 0.9}, {"act": "compare", "confidence": 0.6}]
    listing = listed("a")
    first = await turn(log, conversation, said("a mouse"), NewMessage(listing.payload | {"acts": taken}, listing.at))
    second = await turn(log, conversation, choice("colour", None), answer("", type="notice", kind="handoff"))

    session = the_session(engine)

    assert [(m.message_id, m.type, list(m.acts)) for m in session.moves] == [
        (first, "text", [("search", 0.9), ("compare", 0.6)]),
        (second, "choice", []),
    ]
    assert session.moves[0].payload["text"] == "a mouse"
    assert session.handoffs == 1


async def test_reads_deeds_in_the_order_of_time_with_their_lists(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    listing = listed("a", "b")
    await turn(log, conversation, said("a mouse"), listing)
    late, early = now() + timedelta(minutes=2), now() + timedelta(minutes=1)
    events = [
        click("2", "b", type="purchase", at=late, price=20.0),
        click("1", "a", at=early, position=0, message_id=listing.id),
    ]
    await log.add_events(conversation_id=conversation.id, events=events)

    deeds = the_session(engine).deeds

    assert [(d.type, d.product_id, d.list_id, d.message_id, d.payload) for d in deeds] == [
        ("product_click", "a", listing.id, listing.id, {"position": 0}),
        ("purchase", "b", listing.id, None, {"price": 20.0}),
    ]


async def test_gives_a_later_purchase_to_the_conversation_with_its_list_alone(
    log: ConversationLog, engine: Engine
) -> None:
    first = await opened(log)
    await turn(log, first, said("a mouse"), listed("a"))
    second = await opened(log, token="second")
    await log.add_events(conversation_id=second.id, events=[click("1", "a", type="purchase")])

    deeds = {session.id: [(d.type, d.is_elsewhere) for d in session.deeds] for session in read_sessions(engine)}

    assert deeds == {first.id: [("purchase", True)], second.id: []}


async def test_reads_verdicts(conversation: Conversation, engine: Engine) -> None:
    row = {"id": "v", "conversation_id": conversation.id, "kind": "acts", "payload": {"acts": ["search"]}}
    with engine.begin() as connection:
        connection.execute(insert(VerdictRow), row | {"agent": "ann", "at": now()})

    [verdict] = the_session(engine).verdicts

    assert (verdict.kind, verdict.message_id, verdict.payload, verdict.agent) == ("acts", None, row["payload"], "ann")


async def test_reads_nothing_without_consent(log: ConversationLog, engine: Engine) -> None:
    silent = await opened(log, analytics=False)
    await turn(log, silent, said("a mouse"), listed("a"), asked())

    assert list(read_sessions(engine)) == []


async def test_reads_those_that_began_in_a_time_the_earliest_first(log: ConversationLog, engine: Engine) -> None:
    begins = [now() - timedelta(days=days) for days in (1, 3, 2, 4)]
    ids = []
    for number, at in enumerate(begins):
        ids.append((await opened(log, token=str(number))).id)
        with engine.begin() as connection:
            connection.execute(
                update(ConversationRow).where(ConversationRow.id == ids[-1]).values(created_at=at, arm="holdout")
            )

    found = list(read_sessions(engine, since=begins[1], until=begins[0]))

    assert [session.id for session in found] == [ids[1], ids[2]]
    assert {(s.shopper_id, s.arm, s.locale, s.status) for s in found} == {("s-1", "holdout", "en", "bot")}


def fill(engine: Engine, conversations: int, turns: int) -> None:
    """Conversations of requests with a list and a question each, straight into the tables."""
    at, tables = now(), (ConversationRow, MessageRow, RankingRow, ShownProductRow, QuestionRow, EventRow)
    rows: dict[type[Base], list[dict[str, Any]]] = {table: [] for table in tables}
    for c in range(conversations):
        one = {"token_hash": f"t{c}", "site_key": "demo", "locale": "en", "analytics": True, "status": "bot"}
        rows[ConversationRow].append(one | {"id": f"c{c}", "created_at": at, "last_at": at})
        for t in range(turns):
            ids = [f"c{c}-{t}-{kind}" for kind in "slq"]
            payloads: list[dict[str, Any]] = [
                {"type": "choice", "choice": {"attribute": f"a{t - 1}", "value": None}},
                {"type": "products"},
                {"type": "question", "options": []},
            ]
            for place, (id, payload) in enumerate(zip(ids, payloads, strict=True)):
                sender = "bot" if place else "shopper"
                own = {"id": id, "conversation_id": f"c{c}", "seq": 3 * t + place, "sender": sender, "at": at}
                reply = ids[0] if place else None
                rows[MessageRow].append(own | {"type": payload["type"], "payload": payload, "reply_to": reply})
            ranking = {"query": "", "constraints": [], "model_version": "m", "catalog_version": "c", "total": 1}
            rows[RankingRow].append(ranking | {"message_id": ids[1], "query_id": ids[1], "best": []})
            product = {"message_id": ids[1], "position": 0, "product_id": "p", "score": 1.0}
            rows[ShownProductRow].append(product | {"matched": [], "missed": []})
            question = {"message_id": ids[2], "query_id": ids[1], "attribute": f"a{t}", "category": "", "policy": {}}
            rows[QuestionRow].append(question | {"propensity": 1.0, "candidates": []})
        event = {"conversation_id": f"c{c}", "event_id": "e", "type": "product_click", "payload": {"product_id": "p"}}
        rows[EventRow].append(event | {"at": at, "received_at": at, "list_id": f"c{c}-0-l"})
    with engine.begin() as connection:
        for table, values in rows.items():
            connection.execute(insert(table), values)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    sqlalchemy_event.listen(engine, "before_cursor_execute", note)
    yield statements
    sqlalchemy_event.remove(engine, "before_cursor_execute", note)


def test_reads_many_conversations_in_few_statements(engine: Engine) -> None:
    fill(engine, 401, 2)

    with counted(engine) as statements:
        sessions = list(read_sessions(engine))

    assert len(sessions) == 401
    assert all(len(s.lists) == len(s.questions) == 2 and len(s.deeds) == 1 for s in sessions)
    assert len(statements) < 80


@pytest.mark.slow
async def test_goes_on_with_a_conversation_of_ten_thousand_turns_and_reads_it(
    log: ConversationLog, engine: Engine
) -> None:
    fill(engine, 1, 10_000)
    long = Conversation("c0", "demo", "en", "bot")
    for number in range(20):
        await turn(log, long, said(f"message {number}"), listed(f"new-{number}"))
    stored = await log.add_events(conversation_id="c0", events=[click("old", "p"), click("new", "new-3")])

    session = the_session(engine)

    assert (len(session.lists), len(session.questions), len(session.moves)) == (10_020, 10_000, 10_020)
    assert [question.answer for question in session.questions[-2:]] == ["declined", "other"]
    assert (stored.stored, len(session.deeds)) == (2, 3)


async def test_what_an_agent_sent_is_no_draw_of_the_policy(
    log: ConversationLog, engine: Engine, conversation: Conversation
) -> None:
    first = listed("a", "b")
    await turn(log, conversation, said("a mouse"), first)
    claim(engine, conversation.id, "anna", by_agent(answer("Anna is with you now.")))
    waits = await log.add_shoppers(conversation_id=conversation.id, payload=said("a black one"))
    sent, question = by_agent(listed("b", "c")), by_agent(asked())
    draft = suggest(engine, conversation.id, waits.message_id, [Part(sent.payload, sent.trace)])
    assert draft is not None
    decide(engine, conversation.id, draft.id, "anna", Decision("accepted", [sent, question], "d1"))
    await log.add_shoppers(conversation_id=conversation.id, payload=choice("colour", "Black"))
    clicks = [
        click("e1", "b", message_id=sent.id),
        click("e2", "c"),
        click("e3", "a"),
        click("e4", "b", message_id=first.id),
    ]
    await log.add_events(conversation_id=conversation.id, events=clicks)

    session = the_session(engine)

    assert [one.message_id for one in session.lists] == [first.id]
    assert session.questions == []
    assert [(one.message_id, one.propensity) for one in session.sent] == [(sent.id, 0.9)]
    assert [deed.list_id for deed in session.deeds if deed.product_id == "c"] == [sent.id]
    assert [move.payload.get("text") for move in session.moves] == ["a mouse"]
