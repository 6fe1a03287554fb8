"""The real client code against a provider on this machine that speaks OpenAI's protocol."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import generate_latest

from bot.chat_model.config import ChatModelConfig
from bot.chat_model.provider import ChatModelUnusable, create
from bot.chat_model.writer import Writer
from tests.bot.chat_model.conftest import calls
from tests.serving import serving

SAID = "Tea is hot."


class Provider:
    """A provider that keeps what it was asked, and answers as `mood` says."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.mood, self.url = "well", ""
        self.app = FastAPI()
        self.app.post("/v1/chat/completions")(self.complete)

    async def complete(self, request: Request) -> Response:
        self.asked.append(await request.json())
        self.keys.append(request.headers.get("authorization"))
        match self.mood:
            case "slow":
                await asyncio.sleep(5)
            case "broken":
                return JSONResponse({"error": {"message": "overloaded"}}, 500)
            case "refusing":
                return JSONResponse({"error": {"message": "bad key", "code": "invalid_api_key"}}, 401)
            case "babbling":
                return Response("<html>", media_type="text/html")
            case "busy":
                return JSONResponse({"error": {"message": "rate limit"}}, 429)
        usage = {"prompt_tokens": 120, "completion_tokens": 5, "total_tokens": 125}
        message = {"role": "assistant", "content": SAID}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return JSONResponse(
            {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}
        )


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    with serving(made.app) as url:
        made.url = f"{url}/v1"
        yield made


def writer_for(provider: Any, **limits: Any) -> Writer:
    config = ChatModelConfig("openai:gpt-test", base_url=provider.url, api_key="secret", **limits)
    return Writer(create(config), config)


async def write(writer: Writer) -> str | None:
    return await writer.write("policy", "en", {"page": SAID}, lambda _: None, conversation="c")


async def test_words_come_over_http(provider: Provider) -> None:
    writer = writer_for(provider, tokens_per_answer=77)

    assert await write(writer) == SAID
    assert provider.keys == ["Bearer secret"]
    (asked,) = provider.asked
    assert "tools" not in asked
    assert "functions" not in asked
    assert 77 in (asked.get("max_tokens"), asked.get("max_completion_tokens"))
    assert [message["role"] for message in asked["messages"]] == ["system", "user"]
    assert b'floorwalker_chat_model_tokens_total{task="policy"} 125.0' in generate_latest(writer.metrics.registry)


@pytest.mark.parametrize("mood", ["broken", "refusing", "babbling", "busy"])
async def test_a_provider_that_fails_is_asked_once(provider: Provider, mood: str) -> None:
    provider.mood = mood
    writer = writer_for(provider)

    assert await write(writer) is None
    assert len(provider.asked) == 1
    assert calls(writer, "policy", "failed") == 1


async def test_a_provider_that_is_slow_is_given_up(provider: Provider) -> None:
    provider.mood = "slow"
    writer = writer_for(provider, timeout=0.2)

    assert await write(writer) is None
    assert calls(writer, "policy", "timeout") == 1


async def test_a_provider_that_is_not_there_fails() -> None:
    config = ChatModelConfig("openai:m", base_url="http://127.0.0.1:1/v1", api_key="k")
    writer = Writer(create(config), config)

    assert await write(writer) is None
    assert calls(writer, "policy", "failed") == 1


@pytest.mark.parametrize(
    ("model", "names"),
    [
        ("gpt-4o-mini", "provider:model"),
        ("nobody:model", "FLOORWALKER_CHAT_MODEL"),
        ("anthropic:claude", "langchain-anthropic"),
        ("google_genai:gemini", "langchain-google-genai"),
    ],
)
def test_a_model_that_cannot_be_made_is_named_with_the_remedy(model: str, names: str) -> None:
    with pytest.raises(ChatModelUnusable) as caught:
        create(ChatModelConfig(model))
    assert model in caught.value.problem
    assert names in caught.value.remedy


def test_a_key_that_is_missing_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ChatModelUnusable, match="cannot be used"):
        create(ChatModelConfig("openai:gpt-test"))


def test_the_key_is_in_no_text_of_the_configuration() -> None:
    assert "secret" not in repr(ChatModelConfig("openai:m", api_key="secret"))
