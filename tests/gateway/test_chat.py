"""Sessions, messages, events, products: what is answered, what is refused, what is stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from data.conversations.queue import close
from data.conversations.sessions import read_sessions
from data.database import connect
from gateway.arms import Arms
from gateway.config import GatewayConfig
from tests.gateway.conftest import AT, PRODUCTS, QUESTION, SAY, SESSION, ScriptedRasa, event, gateway, rows

EVENTS = "/v1/chat/events"


async def test_opens_a_session_with_a_greeting(client: httpx.AsyncClient, rasa: ScriptedRasa) -> None:
    rasa.items = [{"text": "Hello", "custom": None}]

    opened = await client.post("/v1/chat/sessions", json=SESSION | {"locale": "zh-CN"})

    assert opened.status_code == 201
    assert [(m["type"], m["text"], m["from"]) for m in opened.json()["messages"]] == [("text", "Hello", "bot")]
    asked = rasa.asked[0]
    assert (asked["sender"], asked["message"]) == (opened.json()["session_id"], '/greet{"locale": "zh"}')
    assert asked["metadata"]["locale"] == "zh-CN"


async def test_tells_the_assistant_for_whom_it_answers_but_not_who_that_is(
    config: GatewayConfig, rasa: ScriptedRasa
) -> None:
    async with gateway(replace(config, arms=Arms(holdout=0.5))) as client:
        shoppers = [f"s-{number}" for number in range(20)]
        for shopper in [*shoppers, *shoppers]:
            await client.post("/v1/chat/sessions", json=SESSION | {"shopper_id": shopper})

    told = [one["metadata"] for one in rasa.asked]
    assert told[:20] == told[20:]
    assert len({one["unit"] for one in told}) == 20
    assert not any(shopper in str(told) for shopper in shoppers)
    assert [arm for (arm,) in rows(config, "SELECT arm FROM conversations ORDER BY created_at")] == [
        one["arm"] for one in told
    ]
    assert {one["arm"] for one in told} == {"assistant", "holdout"}


async def test_who_did_not_agree_to_analytics_is_in_no_share(config: GatewayConfig, rasa: ScriptedRasa) -> None:
    async with gateway(replace(config, arms=Arms(holdout=0.5))) as client:
        for number in range(20):
            body = SESSION | {"shopper_id": f"s-{number}", "consent": {"analytics": False}}
            await client.post("/v1/chat/sessions", json=body)

    assert all("unit" not in one["metadata"] for one in rasa.asked)
    assert set(rows(config, "SELECT arm FROM conversations")) == {("assistant",)}


async def test_stores_only_the_hash_of_a_token(client: httpx.AsyncClient, config: GatewayConfig) -> None:
    token = (await client.post("/v1/chat/sessions", json=SESSION)).json()["token"]

    assert token not in str(rows(config, "SELECT * FROM conversations"))


@pytest.mark.parametrize("analytics", [True, False])
async def test_keeps_who_the_shopper_is_only_with_consent(
    client: httpx.AsyncClient, config: GatewayConfig, analytics: bool
) -> None:
    for _ in range(2):
        await client.post("/v1/chat/sessions", json=SESSION | {"consent": {"analytics": analytics}})

    one, other = (found for (found,) in rows(config, "SELECT shopper_id FROM conversations"))
    assert one == other
    assert (one is not None) == analytics
    assert one != SESSION["shopper_id"]


async def test_refuses_an_unknown_site_key(client: httpx.AsyncClient) -> None:
    refused = await client.post("/v1/chat/sessions", json=SESSION | {"site_key": "stolen"})

    assert (refused.status_code, refused.json()["error"]) == (403, "not_allowed")
    assert refused.json()["detail"][0]["field"] == "site_key"


async def test_answers_with_what_rasa_says_and_logs_what_was_shown(
    session: httpx.AsyncClient, rasa: ScriptedRasa, config: GatewayConfig
) -> None:
    rasa.items = [{"text": "Here", "custom": PRODUCTS}, {"text": "Which weight?", "custom": QUESTION}]

    answered = (await session.post(SAY, json={"text": "a mouse"})).json()["messages"]

    assert [(m["type"], m["text"]) for m in answered] == [("products", "Here"), ("question", "Which weight?")]
    assert (
        rows(config, "SELECT query, model_version, catalog_version, total FROM rankings WHERE query_id = 'q1'")
        == [("mouse", "m1", "c1", 2)] * 2
    )  # the greeting showed the same
    shown = "FROM {} WHERE message_id = '" + answered[0]["id"] + "' ORDER BY position"
    assert rows(config, "SELECT position, product_id, score " + shown.format("shown_products")) == [
        (0, "a/1", 0.9),
        (1, "2", 0.9),
    ]
    assert rows(config, "SELECT name, weight " + shown.format("shown_attributes")) == [("weight", 0.7)]


async def test_keeps_a_wish_that_nothing_met_in_the_log_alone(
    session: httpx.AsyncClient, rasa: ScriptedRasa, config: GatewayConfig
) -> None:
    wish = {"query": "", "category": "Laptop", "constraints": [{"attribute": "memory", "op": "gte", "value": 64.0}]}
    rasa.items = [{"text": "Nothing has that much.", "custom": {"unmet": wish}}]

    (answered,) = (await session.post(SAY, json={"text": "a laptop with 64 GB"})).json()["messages"]

    assert (answered["type"], "unmet" in answered) == ("text", False)
    engine = connect(config.database_url)
    (read,) = read_sessions(engine)
    engine.dispose()
    assert [(one.category, one.constraints) for one in read.unmet] == [("Laptop", wish["constraints"])]


@pytest.mark.parametrize(
    ("body", "message", "metadata"),
    [
        ({"text": "  a mouse "}, "a mouse", {}),
        ({"text": "/restart{}"}, "restart{}", {}),
        ({"text": "///"}, "/unclear", {}),
        ({"text": "..."}, "/unclear", {}),
        ({"text": "\u200b\u2060"}, "/unclear", {}),
        ({"text": "lap\u200btop\u202e"}, "laptop", {}),
        ({"text": "👍"}, "👍", {}),
        ({"text": "a pasted page " * 800}, "/too_long", {}),
        ({"text": "<script>alert(1)</script>"}, "<script>alert(1)</script>", {}),
        ({"text": "😀"}, "😀", {}),
        ({"text": "a\0 mouse"}, "a mouse", {}),
        ({"text": "我想要一个鼠标"}, "我想要一个鼠标", {}),
        ({"action": "show_more"}, "/show_more", {}),
        (
            {"choice": {"attribute": "weight", "value": {"max": 80}}},
            "/choose",
            {"choice": {"attribute": "weight", "value": {"min": None, "max": 80.0}}},
        ),
        (
            {"choice": {"attribute": "weight", "value": None}},
            "/choose",
            {"choice": {"attribute": "weight", "value": None}},
        ),
    ],
)
async def test_tells_rasa_what_the_shopper_said(
    session: httpx.AsyncClient, rasa: ScriptedRasa, body: dict[str, Any], message: str, metadata: dict[str, Any]
) -> None:
    assert (await session.post(SAY, json=body)).is_success
    told = {name: value for name, value in rasa.asked[0]["metadata"].items() if name not in ("unit", "arm")}
    assert (rasa.asked[0]["message"], told) == (message, {"locale": "en"} | metadata)


@pytest.mark.parametrize(
    "failure",
    [{"status": 500}, {"items": b"<html>"}, {"items": {"a": 1}}, {"items": ["text"]}, {"items": []}],
)
async def test_says_so_of_a_message_at_which_rasa_fails_and_queues_nobody(
    session: httpx.AsyncClient, rasa: ScriptedRasa, config: GatewayConfig, failure: dict[str, Any]
) -> None:
    for name, value in failure.items():
        setattr(rasa, name, value)

    answered = (await session.post(SAY, json={"text": "a mouse"})).json()["messages"]

    assert [(m["type"], m["kind"], m["reason"], m["offers"]) for m in answered] == [
        ("notice", "error", None, ["human"])
    ]
    assert rows(config, "SELECT status, answering_until FROM conversations") == [("bot", None)]
    assert [one["again"] for one in rasa.asked] == [False, True]


@pytest.mark.parametrize(("failure", "seconds"), [({"status": 503}, 30.0), ({"delay": 5.0}, 2.0)])
async def test_a_message_is_kept_and_answered_later_where_a_part_stays_down_and_nobody_is_queued(
    rasa: ScriptedRasa, config: GatewayConfig, failure: dict[str, Any], seconds: float
) -> None:
    said = {"text": "a mouse", "client_id": "c"}
    async with gateway(replace(config, rasa_timeout=seconds)) as client:
        opened = (await client.post("/v1/chat/sessions", json=SESSION)).json()
        client.headers["Authorization"] = f"Bearer {opened['token']}"
        for name, value in failure.items():
            setattr(rasa, name, value)
        answered = (await client.post(SAY, json=said)).json()["messages"]
        repeated = (await client.post(SAY, json=said)).json()["messages"]

        assert [(m["kind"], m["reason"], m["offers"]) for m in answered] == [("error", "outage", ["again", "human"])]
        assert repeated == answered  # it is not told twice
        assert rows(config, "SELECT status FROM conversations") == [("bot",)]
        rasa.reset()
        answers = (await client.post(SAY, json=said)).json()["messages"]  # "Try again"
    assert [m["type"] for m in answers] == ["products"]
    assert rows(config, "SELECT count(*) FROM messages WHERE sender = 'shopper'") == [(1,)]


async def test_a_turn_waits_for_a_part_that_comes_back_in_time(config: GatewayConfig, rasa: ScriptedRasa) -> None:
    async with gateway(replace(config, turn_patience=20)) as client:
        opened = (await client.post("/v1/chat/sessions", json=SESSION)).json()
        headers = {"Authorization": f"Bearer {opened['token']}"}
        rasa.status = 503
        rasa.asked.clear()
        saying = asyncio.create_task(client.post(SAY, json={"text": "a mouse"}, headers=headers))
        while len(rasa.asked) < 3:  # noqa: ASYNC110  (Rasa is in another thread)
            await asyncio.sleep(0.01)
        rasa.status = 200
        answered = (await saying).json()["messages"]

    assert [m["type"] for m in answered] == ["products"]
    assert len({one["message_id"] for one in rasa.asked}) == 1
    assert [one["again"] for one in rasa.asked] == [False] + [True] * (len(rasa.asked) - 1)
    assert rows(config, "SELECT sender FROM messages ORDER BY seq") == [("bot",), ("shopper",), ("bot",)]


async def test_what_was_left_is_answered_before_what_is_said_next(
    session: httpx.AsyncClient, rasa: ScriptedRasa, config: GatewayConfig
) -> None:
    rasa.status = 503
    await session.post(SAY, json={"text": "a mouse"})
    rasa.reset()

    answered = (await session.post(SAY, json={"text": "a red one"})).json()["messages"]

    assert [one["message"] for one in rasa.asked] == ["a mouse", "a red one"]
    order = "SELECT sender, type, reply_to IN (SELECT id FROM messages WHERE seq = 2) FROM messages ORDER BY seq"
    assert [row[:2] for row in rows(config, order)[1:]] == [
        ("shopper", "text"),
        ("bot", "notice"),
        ("shopper", "text"),
        ("bot", "products"),
        ("bot", "products"),
    ]
    assert [bool(row[2]) for row in rows(config, order)[4:]] == [True, False]
    assert len(answered) == 1  # the other one is news


async def test_answers_a_shopper_who_was_taken_out_of_the_queue(
    session: httpx.AsyncClient, config: GatewayConfig
) -> None:
    await session.post(SAY, json={"action": "human"})
    close(connect(config.database_url))

    answered = (await session.post(SAY, json={"text": "a mouse"})).json()["messages"]

    assert answered[0]["type"] == "products"
    assert rows(config, "SELECT status, queued_at FROM conversations") == [("bot", None)]


async def test_queues_the_shopper_who_wants_a_person_whatever_rasa_answers(
    session: httpx.AsyncClient, config: GatewayConfig
) -> None:
    answered = (await session.post(SAY, json={"action": "human"})).json()["messages"]

    assert answered[-1]["kind"] == "handoff"
    assert rows(config, "SELECT status FROM conversations") == [("queued",)]


async def test_shows_a_notice_in_place_of_an_item_that_is_no_message(
    session: httpx.AsyncClient, rasa: ScriptedRasa
) -> None:
    strange = [{"type": "hologram"}, {"type": "products"}, "text", ["a"], {"type": ["text"]}, None]
    rasa.items = [{"text": "Fine", "custom": None}, *({"text": None, "custom": custom} for custom in strange)]

    answered = (await session.post(SAY, json={"text": "hi"})).json()["messages"]

    assert [(m["type"], m.get("kind")) for m in answered] == [("text", None)] + [("notice", "error")] * len(strange)


async def test_answers_a_repeated_message_as_the_first_time(
    session: httpx.AsyncClient, rasa: ScriptedRasa, config: GatewayConfig
) -> None:
    rasa.delay = 0.2
    body = {"text": "a mouse", "client_id": "c-1"}

    first, second = await asyncio.gather(session.post(SAY, json=body), session.post(SAY, json=body))
    third = await session.post(SAY, json=body)

    assert first.json() == second.json() == third.json()
    assert len(rasa.asked) == 1
    assert rows(config, "SELECT count(*) FROM messages WHERE sender = 'shopper'") == [(1,)]


async def test_answers_two_messages_at_once_one_after_the_other(
    session: httpx.AsyncClient, rasa: ScriptedRasa, config: GatewayConfig
) -> None:
    rasa.delay = 0.1

    await asyncio.gather(*(session.post(SAY, json={"text": word}) for word in ("one", "two", "three")))

    kinds = rows(config, "SELECT sender FROM messages WHERE type != 'products' OR sender = 'bot' ORDER BY seq")
    assert [sender for (sender,) in kinds] == ["bot"] + ["shopper", "bot"] * 3
    said = rows(config, "SELECT json_extract(payload, '$.text') FROM messages WHERE sender = 'shopper' ORDER BY seq")
    assert [(asked["message"],) for asked in rasa.asked] == said


async def test_loses_nothing_of_many_sessions_at_once(config: GatewayConfig, rasa: ScriptedRasa) -> None:
    async def shop(client: httpx.AsyncClient) -> None:
        token = (await client.post("/v1/chat/sessions", json=SESSION)).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        for _ in range(3):
            answered = await client.post(SAY, json={"text": "a mouse"}, headers=headers)
            assert answered.json()["messages"][0]["type"] == "products"

    rasa.delay = 0.01
    async with gateway(config) as client:
        await asyncio.gather(*(shop(client) for _ in range(30)))

    assert rows(config, "SELECT count(*) FROM messages WHERE sender = 'shopper'") == [(90,)]
    assert rows(config, "SELECT count(*) FROM rankings") == [(120,)]


async def test_gives_the_conversation_back_to_a_page_that_is_loaded_again(session: httpx.AsyncClient) -> None:
    answered = (await session.post(SAY, json={"text": "a mouse"})).json()["messages"]
    await session.post(SAY, json={"choice": {"attribute": "weight", "value": None}})

    everything = (await session.get(SAY)).json()["messages"]
    later = (await session.get(SAY, params={"after": answered[-1]["id"]})).json()["messages"]

    assert [m["type"] for m in everything] == ["products", "text", "products", "choice", "products"]
    assert [m["type"] for m in later] == ["choice", "products"]


async def test_stores_events_once_with_the_list_that_showed_their_product(
    session: httpx.AsyncClient, config: GatewayConfig
) -> None:
    message_id = (await session.post(SAY, json={"text": "a mouse"})).json()["messages"][0]["id"]
    click = event(type="product_click", message_id=message_id, product_id="a/1", position=0)
    events = [click, event(event_id="e2", type="csat", score=5)]

    first = await session.post(EVENTS, json={"events": events})
    unnamed = click | {"event_id": "e3", "message_id": None, "at": datetime.now(UTC).isoformat()}
    second = await session.post(EVENTS, json={"events": [*events, unnamed]})

    assert (first.status_code, first.json()) == (202, {"stored": 2, "repeated": 0, "kept_apart": 0})
    assert second.json() == {"stored": 1, "repeated": 2, "kept_apart": 0}
    stored = rows(config, "SELECT event_id, type, at, list_id FROM events ORDER BY event_id")
    assert stored[0] == ("e1", "product_click", f"{AT.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}", message_id)
    assert [list_id for *_, list_id in stored] == [message_id, None, message_id]


async def test_keeps_events_apart_that_cannot_be_true(session: httpx.AsyncClient, config: GatewayConfig) -> None:
    events = [
        event(event_id="late", at="9999-12-31T23:59:59Z"),
        event(event_id="unseen", type="purchase", product_id="never shown", price=1e308),
        event(event_id="good"),
    ]

    answered = await session.post(EVENTS, json={"events": events})

    assert (answered.status_code, answered.json()) == (202, {"stored": 1, "repeated": 0, "kept_apart": 2})
    assert rows(config, "SELECT event_id FROM events") == [("good",)]
    reasons = dict(rows(config, "SELECT event_id, reason FROM quarantined_events"))
    assert reasons == {
        "late": "it is dated in the future",
        "unseen": "its product was not shown",
    }


async def test_refuses_an_event_about_another_sessions_message_and_stores_the_others(
    session: httpx.AsyncClient, config: GatewayConfig
) -> None:
    refused = await session.post(EVENTS, json={"events": [event(), event(event_id="e2", message_id="x")]})

    assert (refused.status_code, refused.json()["error"]) == (422, "invalid")
    assert [detail["field"] for detail in refused.json()["detail"]] == ["events.1.message_id"]
    assert "leave it out" in refused.json()["message"]
    assert rows(config, "SELECT event_id FROM events") == [("e1",)]


async def test_judges_each_event_of_a_batch_by_itself(session: httpx.AsyncClient, config: GatewayConfig) -> None:
    nothing_said, other_session = {"event_id": "bare"}, event(event_id="e2", message_id="x")
    batch = [event(), nothing_said, "no event", other_session, event(event_id="e3"), event(event_id="e4", score=9)]

    refused = await session.post(EVENTS, json={"events": batch})

    fields = [detail["field"] for detail in refused.json()["detail"]]
    assert refused.status_code == 422
    assert fields == ["events.1.type", "events.1.at", "events.2", "events.5.score", "events.3.message_id"]
    assert rows(config, "SELECT event_id FROM events") == [("e1",), ("e3",)]


async def test_stores_nothing_where_every_event_is_refused(session: httpx.AsyncClient, config: GatewayConfig) -> None:
    refused = await session.post(EVENTS, json={"events": [{}, 1]})

    assert refused.status_code == 422
    assert rows(config, "SELECT count(*) FROM events") == [(0,)]


async def test_takes_why_a_thumb_is_down(session: httpx.AsyncClient, config: GatewayConfig) -> None:
    message_id = (await session.post(SAY, json={"text": "a mouse"})).json()["messages"][0]["id"]
    thumb = event(type="thumbs_down", message_id=message_id, reason="too_expensive")

    answered = await session.post(EVENTS, json={"events": [thumb]})

    assert answered.status_code == 202
    assert rows(config, "SELECT list_id, json_extract(payload, '$.reason') FROM events") == [
        (message_id, "too_expensive")
    ]


async def test_reads_nothing_behind_a_message_that_is_not_of_this_session(session: httpx.AsyncClient) -> None:
    refused = await session.get(SAY, params={"after": "nothing"})

    assert (refused.status_code, refused.json()["detail"][0]["field"]) == (404, "after")


@pytest.fixture
async def shop(config: GatewayConfig, recommender_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client with an open session, before a recommender that knows one product."""
    async with gateway(replace(config, recommender_url=recommender_url)) as client:
        opened = await client.post("/v1/chat/sessions", json=SESSION)
        client.headers["Authorization"] = f"Bearer {opened.json()['token']}"
        yield client


async def test_tells_all_about_a_product_whose_id_has_a_slash(shop: httpx.AsyncClient) -> None:
    found = await shop.get("/v1/chat/products/a%2F1")

    assert (found.status_code, found.json()["attributes"], found.json()["units"]) == (
        200,
        {"weight": 80},
        {"weight": "g"},
    )


@pytest.mark.parametrize("product_id", ["unknown", "%2e%2e", "..%2F..%2Fready", "%00", "%F0%9F%98%80", ""])
async def test_finds_no_product_that_the_catalog_does_not_have(shop: httpx.AsyncClient, product_id: str) -> None:
    refused = await shop.get(f"/v1/chat/products/{product_id}")

    assert (refused.status_code, refused.json()["error"]) == (404, "not_found")


async def test_says_that_details_are_not_available_when_the_recommender_is_down(session: httpx.AsyncClient) -> None:
    refused = await session.get("/v1/chat/products/a%2F1")

    assert (refused.status_code, refused.json()["error"]) == (503, "part_down")


async def test_greets_and_queues_who_asks_for_a_person_while_rasa_is_down(config: GatewayConfig) -> None:
    async with gateway(replace(config, rasa_url="http://127.0.0.1:9")) as client:
        opened = (await client.post("/v1/chat/sessions", json=SESSION)).json()
        status = rows(config, "SELECT status FROM conversations")
        headers = {"Authorization": f"Bearer {opened['token']}"}
        answered = (await client.post(SAY, json={"text": "a mouse"}, headers=headers)).json()["messages"]
        assert [(m["type"], m["kind"]) for m in answered] == [("notice", "error")]
        answered = (await client.post(SAY, json={"action": "human"}, headers=headers)).json()["messages"]
        assert [(m["kind"], m["reason"]) for m in answered] == [("handoff", "outage")]

    assert [m["type"] for m in opened["messages"]] == ["text"]
    assert status == [("bot",)]
    assert rows(config, "SELECT status FROM conversations") == [("queued",)]


async def test_finishes_and_stores_a_turn_whose_shopper_has_left(
    session: httpx.AsyncClient, rasa: ScriptedRasa, config: GatewayConfig
) -> None:
    rasa.delay = 0.3
    left = asyncio.create_task(session.post(SAY, json={"text": "a mouse", "client_id": "c"}))
    while not rasa.asked:  # noqa: ASYNC110  (Rasa is in another thread)
        await asyncio.sleep(0.01)

    left.cancel()
    again = await session.post(SAY, json={"text": "a mouse", "client_id": "c"})

    assert again.json()["messages"][0]["type"] == "products"
    assert len(rasa.asked) == 1
    assert rows(config, "SELECT count(*) FROM messages WHERE sender = 'shopper'") == [(1,)]


async def test_says_by_the_pages_id_which_messages_of_the_shopper_arrived(session: httpx.AsyncClient) -> None:
    await session.post(SAY, json={"text": "a mouse", "client_id": "c1"})

    history = (await session.get(SAY)).json()["messages"]

    assert [one.get("client_id") for one in history if one["from"] == "shopper"] == ["c1"]
    assert not [one for one in history if one["from"] != "shopper" and "client_id" in one]
