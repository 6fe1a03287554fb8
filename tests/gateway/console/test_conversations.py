"""What agents do with conversations over HTTP, and what their shoppers hear of it."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import httpx
import pytest

from data.agents import accounts
from data.database import connect
from gateway.live.hub import DESK, conversation_topic
from tests.gateway.conftest import QUESTION, SAY, ScriptedRasa, rows
from tests.gateway.console.conftest import Floor, hire, sign_in

AT = "/v1/agent/conversations"


async def say(shopper: httpx.AsyncClient, text: str, **more: Any) -> list[dict[str, Any]]:
    answered = await shopper.post(SAY, json={"text": text} | more)
    assert answered.is_success, answered.text
    messages: list[dict[str, Any]] = answered.json()["messages"]
    return messages


async def does(agent: httpx.AsyncClient, shopper: httpx.AsyncClient, what: str, **body: Any) -> httpx.Response:
    """An agent's call about a shopper's conversation."""
    return await agent.post(f"{AT}/{shopper.headers['X-Conversation']}/{what}", json=body or None)


async def history(shopper: httpx.AsyncClient) -> list[tuple[str, str]]:
    """What the shopper sees: who said it, and the words."""
    messages = (await shopper.get(SAY)).json()["messages"]
    return [(message["from"], message.get("text")) for message in messages]


async def test_an_agent_takes_over_answers_and_gives_back(floor: Floor, rasa: ScriptedRasa) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    await say(shopper, "a mouse")

    claimed = await does(anna, shopper, "claim")
    assert await say(shopper, "is it silent?") == []
    said = await does(anna, shopper, "messages", text=" Yes, it is. ", client_id="c1")
    again = await does(anna, shopper, "messages", text="Yes, it is.", client_id="c1")

    assert claimed.json()["conversation"]["status"] == "agent"
    assert claimed.json()["conversation"]["agent"] == "Anna"
    assert (said.status_code, said.json()) == (201, again.json())
    assert (await history(shopper))[-3:] == [
        ("agent", "Anna is with you now."),
        ("shopper", "is it silent?"),
        ("agent", "Yes, it is."),
    ]
    shown = (await shopper.get(SAY)).json()["messages"][-1]
    assert shown["agent"] == "Anna"

    returned = await does(anna, shopper, "return")
    assert returned.json()["conversation"]["status"] == "bot"
    assert (await history(shopper))[-1] == ("bot", "Anna has left. The assistant is with you again.")
    assert (await say(shopper, "and a keyboard"))[0]["type"] == "products"
    assert rasa.asked[-1]["message"] == "and a keyboard"


async def test_a_shopper_hears_it_in_their_language(floor: Floor) -> None:
    anna, shopper = await floor.agent("anna"), await floor.browser()
    opened = await shopper.post(
        "/v1/chat/sessions", json={"site_key": "demo", "locale": "zh-CN", "consent": {"analytics": False}}
    )
    shopper.headers["Authorization"] = f"Bearer {opened.json()['token']}"
    shopper.headers["X-Conversation"] = opened.json()["session_id"]

    for what in ("claim", "return", "claim", "close"):
        assert (await does(anna, shopper, what)).is_success
    assert [text for _, text in (await history(shopper))[-4:]] == [
        "客服Anna现在为您服务。",
        "Anna已离开，智能助手继续为您服务。",
        "客服Anna现在为您服务。",
        "Anna已结束本次对话。您再次留言时，由智能助手回答。",
    ]


async def test_what_is_a_colleagues_is_theirs(floor: Floor) -> None:
    anna, ben, shopper = await floor.agent("anna"), await floor.agent("ben"), await floor.shopper()
    await does(anna, shopper, "claim")

    taken = await does(ben, shopper, "claim")
    assert (taken.status_code, taken.json()["error"]) == (409, "taken")
    assert taken.json()["message"].startswith("Anna serves this conversation")
    for what, body in (
        ("messages", {"text": "hi", "client_id": "c1"}),
        ("return", {}),
        ("close", {}),
        ("transfer", {"to": None}),
    ):
        refused = await does(ben, shopper, what, **body)
        assert (refused.status_code, refused.json()["error"]) == (403, "not_allowed"), what
        assert "Anna serves this conversation" in refused.json()["message"]

    passed = await does(anna, shopper, "transfer", to=floor.hired["ben"].id)
    assert passed.json()["conversation"]["agent"] == "Ben"
    assert (await does(ben, shopper, "messages", text="hi", client_id="c1")).status_code == 201
    assert (await history(shopper))[-2:] == [("agent", "Ben is with you now."), ("agent", "hi")]


async def test_a_lead_passes_on_what_is_anybodys(floor: Floor) -> None:
    anna, lea, shopper = await floor.agent("anna"), await floor.agent("lea", "lead"), await floor.shopper()
    await does(anna, shopper, "claim")

    passed = await does(lea, shopper, "transfer", to=None)

    assert passed.json()["conversation"]["status"] == "queued"
    assert (await history(shopper))[-1][1].startswith("Anna is passing you on to a colleague")
    queue = (await anna.get("/v1/agent/queue")).json()
    assert [one["id"] for one in queue["waiting"]] == [shopper.headers["X-Conversation"]]


async def test_a_shopper_whose_agent_is_gone_is_taken_over(floor: Floor) -> None:
    anna, ben, shopper = await floor.agent("anna"), await floor.agent("ben"), await floor.shopper()
    await does(anna, shopper, "claim")
    engine = connect(floor.config.database_url)
    accounts.disable(engine, "anna")
    engine.dispose()

    claimed = await does(ben, shopper, "claim")

    assert claimed.json()["conversation"]["agent"] == "Ben"
    assert (await history(shopper))[-1] == ("agent", "Ben is with you now.")


async def test_nothing_is_passed_to_who_is_not_there(floor: Floor) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    away = hire(floor.config, "zoe")
    await does(anna, shopper, "claim")

    offline = await does(anna, shopper, "transfer", to=away.id)
    nobody = await does(anna, shopper, "transfer", to="nobody")

    assert (offline.status_code, offline.json()["detail"][0]["field"]) == (409, "to")
    assert "Zoe is offline" in offline.json()["message"]
    assert (nobody.status_code, nobody.json()["detail"][0]["field"]) == (404, "to")


@pytest.mark.parametrize("what", ["claim", "return", "close", "messages", "notes", "transfer"])
async def test_refuses_what_is_not_there(floor: Floor, what: str) -> None:
    anna = await floor.agent("anna")
    body = {"messages": {"text": "hi", "client_id": "c1"}, "notes": {"text": "hi"}, "transfer": {"to": None}}

    refused = await anna.post(f"{AT}/nobody/{what}", json=body.get(what))

    assert (refused.status_code, refused.json()["detail"][0]["field"]) == (404, "id")


async def test_says_nothing_where_nobody_serves(floor: Floor) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()

    refused = await does(anna, shopper, "messages", text="hi", client_id="c1")
    assert (refused.status_code, refused.json()["error"]) == (409, "conflict")
    assert "the assistant has it; claim it first" in refused.json()["message"]

    assert (await does(anna, shopper, "close")).is_success
    closed = await does(anna, shopper, "claim")
    assert (closed.status_code, "it is closed" in closed.json()["message"]) == (409, True)
    assert (await say(shopper, "a mouse"))[0]["type"] == "products"
    assert (await does(anna, shopper, "claim")).is_success


@pytest.mark.parametrize(
    ("what", "body", "field"),
    [
        ("messages", {"text": "  ", "client_id": "c1"}, "text"),
        ("messages", {"text": "x" * 5001, "client_id": "c1"}, "text"),
        ("messages", {"text": "\0", "client_id": "c1"}, "text"),
        ("messages", {"text": "hi"}, "client_id"),
        ("notes", {"text": ""}, "text"),
        ("transfer", {"too": None}, "to"),
    ],
)
async def test_names_what_is_wrong(floor: Floor, what: str, body: dict[str, Any], field: str) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    await does(anna, shopper, "claim")

    refused = await does(anna, shopper, what, **body)

    assert refused.status_code == 422
    assert field in [one["field"] for one in refused.json()["detail"]]


async def test_only_who_is_signed_in(floor: Floor) -> None:
    nobody, shopper = await floor.browser(), await floor.shopper()
    id = shopper.headers["X-Conversation"]

    for path in ("/v1/agent/queue", AT, f"{AT}/{id}"):
        assert (await nobody.get(path)).status_code == 401
    for what in ("claim", "return", "close"):
        assert (await nobody.post(f"{AT}/{id}/{what}")).status_code == 401
    anna = await floor.agent("anna")
    del anna.headers["X-CSRF-Token"]
    assert (await anna.post(f"{AT}/{id}/claim")).status_code == 403


async def test_opens_a_conversation_with_all_that_is_known_of_it(floor: Floor, rasa: ScriptedRasa) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    listing = rasa.items[0]["custom"] | {"acts": [{"act": "search", "confidence": 0.9}]}
    rasa.items = [{"text": "Here you are", "custom": listing}, {"text": "Which?", "custom": QUESTION}]
    answers = await say(shopper, "a mouse, write to me at jo@example.org")
    click = {"event_id": "e1", "type": "product_click", "product_id": "2", "message_id": answers[0]["id"]}
    events = await shopper.post("/v1/chat/events", json={"events": [click | {"at": answers[0]["at"]}]})
    assert events.json()["stored"] == 1, events.text
    noted = await does(anna, shopper, "notes", text="a gift for jo@example.org")

    opened = (await anna.get(f"{AT}/{shopper.headers['X-Conversation']}")).json()

    assert noted.status_code == 201
    assert [note["text"] for note in opened["notes"]] == ["a gift for •••"]
    mine = next(one for one in opened["messages"] if one["sender"] == "shopper")
    assert mine["message"]["text"] == "a mouse, write to me at •••"
    assert mine["acts"] == [{"act": "search", "confidence": 0.9}]
    listed = next(one for one in reversed(opened["messages"]) if one["message"]["type"] == "products")
    assert listed["weights"] == [{"name": "weight", "label": "Weight", "weight": 0.7}]
    assert [(deed["type"], deed["product_id"]) for deed in listed["deeds"]] == [("product_click", "2")]
    assert listed["at"].endswith("Z")
    assert [wish["text"] for wish in opened["wishes"]] == ["connectivity: Bluetooth"]
    assert opened["query"] == "mouse"
    assert "acts" not in listed["message"]


async def test_the_shopper_reads_what_the_log_hides(floor: Floor) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    await does(anna, shopper, "claim")

    said = await does(anna, shopper, "messages", text="Write to help@shop.example", client_id="c1")

    assert said.json()["message"]["message"]["text"] == "Write to •••"
    assert (await history(shopper))[-1] == ("agent", "Write to help@shop.example")
    assert "help@shop.example" not in str(rows(floor.config, "SELECT payload FROM messages"))


async def test_searches_conversations_and_pages_through_them(floor: Floor) -> None:
    anna = await floor.agent("anna")
    shoppers = [await floor.shopper() for _ in range(3)]
    for place, shopper in enumerate(shoppers):
        await say(shopper, f"a silent mouse {place}")

    ids = [shopper.headers["X-Conversation"] for shopper in reversed(shoppers)]
    first = (await anna.get(AT, params={"query": "SILENT", "limit": 2})).json()
    last = first["conversations"][-1]["last_at"]
    rest = (await anna.get(AT, params={"query": "silent", "before": last})).json()

    assert ([one["id"] for one in first["conversations"]], first["more"]) == (ids[:2], True)
    assert ([one["id"] for one in rest["conversations"]], rest["more"]) == (ids[2:], False)
    assert (await anna.get(AT, params={"query": "elephant\0"})).json() == {"conversations": [], "more": False}
    wrong = await anna.get(AT, params={"limit": 0, "before": "yesterday"})
    assert [one["field"] for one in wrong.json()["detail"]] == ["before", "limit"]


async def test_every_read_and_change_is_in_the_audit_trail(floor: Floor) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    await anna.get(f"{AT}/{shopper.headers['X-Conversation']}")
    await anna.get(AT, params={"query": "mouse"})
    await anna.get("/v1/agent/queue")
    for what in ("claim", "claim", "return", "claim"):
        await does(anna, shopper, what)
    await does(anna, shopper, "messages", text="hi", client_id="c1")
    await does(anna, shopper, "notes", text="hm")
    await does(anna, shopper, "transfer", to=None)
    await does(anna, shopper, "close")

    trail = rows(floor.config, "SELECT who, what, subject FROM audit WHERE what != 'sign-in' ORDER BY id")
    assert {who for who, _, _ in trail} == {"agent anna"}
    assert [what for _, what, _ in trail] == [
        *("read", "search", "read", "claim", "return", "claim", "say", "note", "transfer", "close")
    ]
    about = {subject for _, _, subject in trail} - {"the queue", "conversations"}
    assert len(about) == 1
    assert shopper.headers["X-Conversation"] not in about


async def test_never_two_voices(floor: Floor, rasa: ScriptedRasa) -> None:
    await _take_overs(floor, rasa, 20)


@pytest.mark.full
async def test_never_two_voices_in_200_of_200_take_overs(floor: Floor, rasa: ScriptedRasa) -> None:
    await _take_overs(floor, rasa, 200)


async def _take_overs(floor: Floor, rasa: ScriptedRasa, times: int) -> None:
    """An agent takes over at some moment of a turn: all that the assistant says comes before, or nothing."""
    anna, chance = await floor.agent("anna"), random.Random(7)  # noqa: S311
    shopper = await floor.shopper()
    dropped = 0
    for round in range(times):
        rasa.delay = chance.uniform(0, 0.03)
        turn = asyncio.create_task(say(shopper, f"message {round}"))
        await asyncio.sleep(chance.uniform(0, 0.06))
        assert (await does(anna, shopper, "claim")).is_success
        said = await does(anna, shopper, "messages", text=f"agent {round}", client_id=f"c{round}")
        answers = await turn
        after = (await shopper.get(SAY)).json()["messages"]
        joined = max(place for place, one in enumerate(after) if one["type"] == "notice")
        assert [one["from"] for one in after[joined + 1 :] if one["from"] == "bot"] == []
        stored = {one["id"] for one in after}
        assert all(one["id"] in stored for one in answers)
        dropped += not answers
        [asked] = [one["id"] for one in after if one.get("text") == f"message {round}"]
        await _drafted(anna, shopper, asked, is_drafted=not answers)
        assert said.status_code == 201
        assert (await does(anna, shopper, "return")).is_success
    assert 0 < dropped < times  # moments before and after the answer were among them


async def _drafted(anna: httpx.AsyncClient, shopper: httpx.AsyncClient, message_id: str, *, is_drafted: bool) -> None:
    """What was not said any more is the agent's draft, soon; what was said is none."""
    async with asyncio.timeout(10):
        while True:
            drafts = (await anna.get(f"{AT}/{shopper.headers['X-Conversation']}/suggestions")).json()["suggestions"]
            found = any(one["reply_to"] == message_id for one in drafts)
            assert is_drafted or not found
            if found == is_drafted:
                return
            await asyncio.sleep(0.02)


async def test_colleagues_and_the_shopper_hear_of_it_at_once(floor: Floor) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    id = shopper.headers["X-Conversation"]
    hub = floor.app.state.services.hub

    async with hub.subscribed([DESK, conversation_topic(id)]) as frames:
        await does(anna, shopper, "claim")
        await does(anna, shopper, "claim")
        await does(anna, shopper, "messages", text="mail me@shop.example", client_id="c1")
        await does(anna, shopper, "messages", text="mail me@shop.example", client_id="c1")
        await does(anna, shopper, "notes", text="hm")
        await does(anna, shopper, "return")
        heard = [await anext(frames) for _ in range(6)]

    assert [frame["type"] for frame in heard] == ["said", "status", "said", "events", "said", "status"]
    assert [frame["agent"] for frame in heard if frame["type"] == "status"] == ["Anna", None]
    assert heard[1]["listed"]["id"] == id
    assert "me@shop.example" not in str(heard)


async def test_a_session_that_is_over_says_so(floor: Floor) -> None:
    anna, shopper = await floor.agent("anna"), await floor.shopper()
    await does(anna, shopper, "claim")
    await anna.post("/v1/agent/logout")

    assert (await does(anna, shopper, "messages", text="hi", client_id="c1")).status_code == 401
    assert (await sign_in(anna, "anna")).is_success
    assert (await does(anna, shopper, "messages", text="hi", client_id="c1")).status_code == 201
