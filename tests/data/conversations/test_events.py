"""Events: each is joined to the list that showed its product; those that cannot be true are kept apart, on both
databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update

from data.conversations.events import EventsStored
from data.conversations.log import Conversation, ConversationLog, NewMessage, new_id, now
from data.conversations.tables import ConversationRow, EventRow, QuarantinedEventRow
from tests.data.conversations.conftest import AT, answer, click, event, opened, read, said, shown

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def show(log: ConversationLog, conversation: Conversation, *messages: NewMessage) -> list[str]:
    await log.add_answers(conversation_id=conversation.id, reply_to=None, messages=messages)
    return [message.id for message in messages]


async def report(log: ConversationLog, conversation: Conversation, *events: dict[str, Any]) -> EventsStored:
    return await log.add_events(conversation_id=conversation.id, events=events)


def joined(engine: Engine) -> dict[str, str | None]:
    return dict(read(engine, EventRow.event_id, EventRow.list_id))


def reasons(engine: Engine) -> dict[str, str]:
    return dict(read(engine, QuarantinedEventRow.event_id, QuarantinedEventRow.reason))


async def test_counts_only_events_that_are_new(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    one, two, three = event("a"), event("b"), event("c")

    assert await report(log, conversation, two, one, two) == EventsStored(stored=2, repeated=1, kept_apart=0)
    assert await report(log, conversation, one, three) == EventsStored(stored=1, repeated=1, kept_apart=0)
    assert dict(read(engine, EventRow.event_id, EventRow.payload)) == {name: {"score": 5} for name in "abc"}


async def test_stores_the_time_of_an_event_in_utc(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    moment = AT.replace(microsecond=0)
    elsewhere = datetime.fromisoformat(f"{moment + 2 * HOUR}+02:00")

    await report(log, conversation, event("a", at=elsewhere), event("b", at=moment))

    assert sorted(read(engine, EventRow.event_id, EventRow.at)) == [("a", moment), ("b", moment)]


async def test_joins_an_event_to_the_list_that_the_page_names(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    first, second = await show(log, conversation, shown("a"), shown("a", "b"))

    await report(log, conversation, click("1", "a", message_id=first), click("2", "a", message_id=second))

    assert joined(engine) == {"1": first, "2": second}


@pytest.mark.parametrize("names_another_message", [False, True])
async def test_joins_an_event_to_the_latest_list_that_showed_its_product_before(
    log: ConversationLog, conversation: Conversation, engine: Engine, names_another_message: bool
) -> None:
    times = [AT - 3 * HOUR, AT - 2 * HOUR, AT - HOUR]
    old, middle, other = await show(log, conversation, *(shown(p, at=t) for p, t in zip("aab", times, strict=True)))
    named = {"message_id": other} if names_another_message else {}

    await report(
        log,
        conversation,
        click("now", "a", **named),
        click("out of order", "a", at=times[0] + HOUR / 2, **named),
        click("by a slow clock", "a", at=times[0] - HOUR, **named),
    )

    assert joined(engine) == {"now": middle, "out of order": old, "by a slow clock": old}


async def test_joins_each_event_of_a_batch_by_what_it_names_itself(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    first, second = await show(log, conversation, shown("a", at=AT - HOUR), shown("a", at=AT - HOUR / 2))

    await report(log, conversation, click("1", "a", message_id=first), click("2", "a"))

    assert joined(engine) == {"1": first, "2": second}


async def test_joins_a_purchase_by_a_comparison_or_details_to_the_list_behind_it(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    detail = answer("", type="product_detail", product={"id": "a"})
    accessory = answer("", type="comparison", products=[{"id": "b"}])
    listed, detail_id, accessory_id = await show(log, conversation, shown("a"), detail, accessory)

    await report(log, conversation, click("1", "a", message_id=detail_id), click("2", "b"))

    assert joined(engine) == {"1": listed, "2": accessory_id}


async def test_knows_the_list_that_a_thumb_is_about(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    listed, words = await show(log, conversation, shown("a"), answer("hello"))

    await report(
        log,
        conversation,
        event("1", type="thumbs_down", message_id=listed, reason="too_expensive"),
        event("2", type="thumbs_up", message_id=words),
    )

    assert joined(engine) == {"1": listed, "2": None}


async def later(
    log: ConversationLog, engine: Engine, *, days: int = 3, token: str = "later", **who: Any
) -> Conversation:
    """A conversation some days after all those before."""
    with engine.begin() as connection:
        table = ConversationRow
        past = timedelta(days=days)
        for id, created_at, last_at in connection.execute(
            table.__table__.select().with_only_columns(table.id, table.created_at, table.last_at)
        ).all():
            moved = {"created_at": created_at - past, "last_at": last_at - past}
            connection.execute(update(table).where(table.id == id).values(moved))
    return await opened(log, token=token, **who)


@pytest.mark.parametrize(
    ("days", "who", "is_joined"),
    [
        (3, {}, True),
        (40, {}, False),
        (3, {"shopper_id": "s-2"}, False),
        (3, {"analytics": False}, False),
    ],
    ids=["days later", "too late", "somebody else", "without consent"],
)
async def test_joins_a_purchase_in_a_later_conversation_of_the_same_shopper(
    log: ConversationLog, engine: Engine, days: int, who: dict[str, Any], is_joined: bool
) -> None:
    first = await opened(log)
    [listed] = await show(log, first, shown("a", at=now() - timedelta(days=days)))
    second = await later(log, engine, days=days, **who)

    await report(log, second, click("1", "a", type="purchase"))

    assert joined(engine) == ({"1": listed} if is_joined else {})
    assert reasons(engine) == ({} if is_joined else {"1": "its product was not shown"})


async def test_joins_each_event_of_a_batch_to_a_list_of_the_month_before_itself(
    log: ConversationLog, engine: Engine
) -> None:
    first = await opened(log)
    old, new = await show(log, first, shown("a", at=now() - 35 * DAY), shown("a", at=now() - 3 * DAY))
    second = await later(log, engine, days=10)
    with engine.begin() as connection:
        began = {"created_at": now() - 6 * DAY}
        connection.execute(update(ConversationRow).where(ConversationRow.id == second.id).values(began))

    await report(
        log,
        second,
        click("today", "a", type="purchase"),
        click("before the second list", "a", type="purchase", at=now() - 5.5 * DAY),
    )

    assert joined(engine) == {"today": new, "before the second list": old}


async def test_joins_nothing_to_what_was_shown_before_consent(log: ConversationLog, engine: Engine) -> None:
    first = await opened(log)
    _, after = await show(log, first, shown("a", at=now() - 3 * DAY), shown("b", at=now() - DAY))
    with engine.begin() as connection:
        connection.execute(update(ConversationRow).values(consented_at=now() - 2 * DAY))
    second = await later(log, engine)

    await report(log, second, click("1", "a", type="purchase"), click("2", "b", type="purchase"))

    assert joined(engine) == {"2": after}
    assert reasons(engine) == {"1": "its product was not shown"}


async def test_keeps_what_a_later_conversation_did_when_the_one_with_the_list_is_deleted(
    log: ConversationLog, engine: Engine
) -> None:
    first = await opened(log)
    await show(log, first, shown("a", at=now() - 3 * DAY))
    second = await later(log, engine)
    await report(log, second, click("1", "a", type="purchase"))

    await log.delete(conversation_id=first.id)

    assert joined(engine) == {"1": None}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"at": datetime(9999, 12, 31)}, "it is dated in the future"),
        ({"at": AT - 400 * DAY}, "it is dated before its conversation began"),
        ({"product_id": "z"}, "its product was not shown"),
        ({"product_id": None}, "it names no product"),
        ({"price": 1e308}, "no product costs so much"),
        ({"price": 2000.0}, "its price is far from the one that was shown"),
        ({"price": 1900.0, "quantity": 95}, "its price is far from the one that was shown"),
        ({"price": 0.2}, "its price is far from the one that was shown"),
    ],
)
async def test_keeps_apart_what_cannot_be_true_and_stores_the_rest(
    log: ConversationLog, conversation: Conversation, engine: Engine, changes: dict[str, Any], reason: str
) -> None:
    await show(log, conversation, shown("a"))

    stored = await report(log, conversation, click("absurd", "a") | changes, click("good", "a"))

    assert stored == EventsStored(stored=1, repeated=0, kept_apart=1)
    assert list(joined(engine)) == ["good"]
    assert reasons(engine) == {"absurd": reason}
    [(kept,)] = read(engine, QuarantinedEventRow.payload)
    assert kept.items() >= {"type": "product_click", "message_id": None}.items()


@pytest.mark.parametrize(
    "changes",
    [
        {"price": 0.0},
        {"price": 19.5, "currency": "EUR"},
        {"price": 3000.0, "currency": "JPY"},
        {"at": AT + HOUR},
        {"at": AT - HOUR},
    ],
    ids=["a gift", "usual", "another currency", "a fast clock", "a slow clock"],
)
async def test_doubts_nothing_that_happens(
    log: ConversationLog, conversation: Conversation, changes: dict[str, Any]
) -> None:
    await show(log, conversation, shown("a"))

    stored = await report(log, conversation, click("1", "a", type="purchase") | changes)

    assert (stored.stored, stored.kept_apart) == (1, 0)


async def test_keeps_the_first_of_two_events_with_one_id_and_the_other_apart_once(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    first, other = event("a"), event("a", score=1)

    counts = [await report(log, conversation, one) for one in (first, other, other, first)]

    assert [(c.stored, c.repeated, c.kept_apart) for c in counts] == [(1, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 0)]
    assert read(engine, EventRow.payload) == [({"score": 5},)]
    assert reasons(engine) == {"a": "its event_id was used before, for something else"}


async def test_takes_an_event_a_year_after_the_list_that_it_is_about(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    [listed] = await show(log, conversation, shown("a", at=AT - 365 * DAY))

    await report(log, conversation, click("1", "a", type="purchase"))

    assert joined(engine) == {"1": listed}


async def test_stores_the_others_of_a_batch_that_names_another_conversations_message(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    other = await opened(log, token="other")
    turn = await log.add_shoppers(conversation_id=other.id, payload=said("hi"))

    stored = await report(log, conversation, event("a"), event("b", message_id=turn.message_id))

    assert stored == EventsStored(stored=1, repeated=0, kept_apart=0, unknown=("b",))
    assert list(joined(engine)) == ["a"]


async def test_joins_every_click_of_a_shopper_who_reports_as_pages_do(
    log: ConversationLog, conversation: Conversation, engine: Engine
) -> None:
    """Clicks with and without their list, late purchases, repeats, in an order without pattern."""
    lists: Sequence[Sequence[str]] = [[f"p{n + k}" for k in range(5)] for n in range(0, 60, 3)]
    ids = await show(log, conversation, *(shown(*products) for products in lists))
    events = []
    for place, (products, list_id) in enumerate(zip(lists, ids, strict=True)):
        named = {"message_id": list_id} if place % 2 else {}
        events += [click(new_id(), product, **named) for product in products[::2]]
        events.append(click(new_id(), products[0], type="purchase", at=now() + 20 * HOUR))

    stored = await report(log, conversation, *sorted(events, key=lambda one: one["event_id"]))

    assert stored.stored == len(events)
    assert None not in joined(engine).values()
