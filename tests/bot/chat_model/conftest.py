"""Chat models that do what a test says: real LangChain models, whose answers are scripted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import run
from bot.chat_model.config import ChatModelConfig
from bot.chat_model.writer import Writer
from bot.dialogue.services import Services
from recommender.client import RecommenderClient


class ScriptedModel(BaseChatModel):
    """Answers what `answer` makes of its prompt, after so many seconds; an exception that it gives is raised."""

    answer: Callable[[str], Any]
    seconds: float = 0.0
    prompts: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, *_: Any, **__: Any) -> ChatResult:
        raise AssertionError("a model must be awaited, or everybody else waits for it")

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> ChatResult:
        assert not kwargs.get("tools")
        prompt = "\n\n".join(str(message.text) for message in messages)
        self.prompts.append(prompt)
        await asyncio.sleep(self.seconds)
        said = self.answer(prompt)
        if isinstance(said, Exception):
            raise said
        message = said if isinstance(said, AIMessage) else AIMessage(said)
        return ChatResult(generations=[ChatGeneration(message=message)])


Employ = Callable[..., ScriptedModel]
_employed: list[Writer] = []


async def converse(
    action: str, client: RecommenderClient, text: str, intent: str, slots: dict[str, Any]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What an action says to a message with the model that is employed, and the slots that it sets."""
    message = {"text": text, "metadata": {}, "entities": [], "intent": {"name": intent, "confidence": 0.9}}
    dispatcher = CollectingDispatcher()
    state = Tracker("s", {"locale": "en", **slots}, message, [], False, None, {}, "action_listen")
    events = await run(action, Services(client, writer=next(iter(_employed), None)), dispatcher, state, {})
    return dispatcher.messages, {event["name"]: event["value"] for event in events}


def calls(writer: Writer, task: str, outcome: str) -> float:
    """How many calls for a task came to this, as Prometheus is told."""
    labels = {"task": task, "outcome": outcome}
    return writer.metrics.registry.get_sample_value("floorwalker_chat_model_calls_total", labels) or 0


@pytest.fixture
def employ() -> Iterator[Employ]:
    """Makes a scripted model current for the actions, with its limits; takes it away afterwards."""

    def employed(answer: Callable[[str], Any] | str | Exception, seconds: float = 0.0, **limits: Any) -> ScriptedModel:
        model = ScriptedModel(answer=answer if callable(answer) else lambda _: answer, seconds=seconds)
        writer = Writer(model, ChatModelConfig("scripted:model", **limits))
        _employed[:] = [writer]
        return model

    yield employed
    _employed.clear()


@pytest.fixture
def hire() -> Callable[..., tuple[Writer, ScriptedModel]]:
    """A writer over a scripted model, with its limits."""

    def hired(answer: Callable[[str], Any] | str | Exception, seconds: float = 0.0, **limits: Any) -> Any:
        model = ScriptedModel(answer=answer if callable(answer) else lambda _: answer, seconds=seconds)
        return Writer(model, ChatModelConfig("scripted:model", **limits)), model

    return hired
