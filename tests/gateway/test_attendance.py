"""What a shopper who wants a person is told while nobody is there, over the running gateway."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from data.agents import accounts
from data.agents.accounts import LATELY
from data.agents.tables import AgentRow
from data.conversations.log import now
from data.database import connect
from data.steering.site import checked, written
from gateway.config import GatewayConfig
from tests.data.steering.test_sites import keep
from tests.gateway.conftest import SAY, ScriptedRasa, gateway
from tests.gateway.console.conftest import hire

HANDOFF = {"text": "Soon.", "custom": {"type": "notice", "kind": "handoff", "reason": "asked", "summary": "a mouse"}}
CLOSED = {"zone": "Europe/Berlin", "exceptions": []}


def settle(config: GatewayConfig, *, is_seen: bool, **site: Any) -> None:
    """Hires an agent, seen just now or long ago, and keeps the site's settings."""
    anna = hire(config, "anna")
    engine = connect(config.database_url)
    seen = now() if is_seen else now() - 2 * LATELY
    accounts.set_presence(engine, anna.id, "online", seen)
    with engine.begin() as connection:
        connection.execute(update(AgentRow).values(seen_at=seen))
    if site:
        keep(engine, written(checked(site)))
    engine.dispose()


async def ask(config: GatewayConfig, rasa: ScriptedRasa, locale: str = "en") -> dict[str, Any]:
    """What a shopper is told who asks for a person."""
    async with gateway(config) as http:
        rasa.items = [{"text": "Hello"}]
        opened = await http.post(
            "/v1/chat/sessions", json={"site_key": "demo", "locale": locale, "consent": {"analytics": False}}
        )
        http.headers["Authorization"] = f"Bearer {opened.json()['token']}"
        asked = {"text": "a person"} if rasa.status == 200 else {"action": "human"}
        if rasa.status == 200:
            rasa.items = [HANDOFF]
        answered: list[dict[str, Any]] = (await http.post(SAY, json=asked)).json()["messages"]
        return answered[-1]


async def test_says_nothing_where_somebody_is_there_or_nobody_ever_is(
    config: GatewayConfig, rasa: ScriptedRasa
) -> None:
    assert (await ask(config, rasa))["text"] == "Soon."  # no agents: served elsewhere

    settle(config, is_seen=True)
    told = await ask(config, rasa)
    assert (told["text"], told.get("contact")) == ("Soon.", None)


async def test_says_that_nobody_is_online_and_offers_to_write(config: GatewayConfig, rasa: ScriptedRasa) -> None:
    settle(config, is_seen=False)

    told = await ask(config, rasa)
    assert told["text"] == (
        "Nobody is there just now. Meanwhile you can go on asking me."
        " If you leave an address below, somebody will write to you."
    )
    assert (told["contact"], told["kind"], told["summary"]) == (True, "handoff", "a mouse")


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en-GB", "somebody is again on {en} (Berlin time)."),
        ("zh-CN", "现在没有人工客服在线，柏林时间{zh}恢复人工服务。在此期间您可以继续问我。"),
        ("fr", "somebody is again on {en} (Berlin time)."),
    ],
)
async def test_says_when_somebody_is_again(config: GatewayConfig, rasa: ScriptedRasa, locale: str, words: str) -> None:
    day = (now() + timedelta(days=3)).date()
    hours = CLOSED | {"exceptions": [{"date": day.isoformat(), "spans": [{"from": "09:30", "until": "10:00"}]}]}
    settle(config, is_seen=True, hours=hours, leave_address=False)

    told = await ask(config, rasa, locale)
    weekday = "一二三四五六日"[day.weekday()]
    when = {"en": f"{day:%A}, {day.day} {day:%B}, 09:30", "zh": f"{day.month}月{day.day}日（星期{weekday}）09:30"}
    assert words.format(**when) in told["text"]
    assert "contact" not in told


async def test_an_outage_with_nobody_there_promises_nobody(config: GatewayConfig, rasa: ScriptedRasa) -> None:
    settle(config, is_seen=False)
    rasa.status = 503

    told = await ask(config, rasa)
    assert told["reason"] == "outage"
    assert told["text"].startswith("Sorry, I cannot answer just now either; what you wrote is kept. Nobody is there")
    assert "asking me" not in told["text"]


async def test_the_site_greets_in_a_language_that_it_offers(config: GatewayConfig, rasa: ScriptedRasa) -> None:
    engine = connect(config.database_url)
    keep(
        engine,
        written(checked({"greeting": {"zh": "<b>欢迎</b>"}, "languages": ["zh"], "consent": {"zh": "同意吗？"}})),
    )
    engine.dispose()
    rasa.items = [{"text": "Hello"}, {"text": "What is it?"}]

    async with gateway(config) as http:
        body = {"site_key": "demo", "locale": "de", "consent": {"analytics": False}}
        opened: httpx.Response = await http.post("/v1/chat/sessions", json=body)
    answer = opened.json()
    assert [message["text"] for message in answer["messages"]] == ["<b>欢迎</b>", "What is it?"]
    assert (answer["locale"], answer["consent"]) == ("zh", "同意吗？")
    assert rasa.asked[-1]["message"] == '/greet{"locale": "zh"}'
