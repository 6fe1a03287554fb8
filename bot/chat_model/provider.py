"""Makes the chat model that the settings name; says what is missing where that cannot be done."""

from __future__ import annotations

import importlib.util
import re
from typing import Any, cast

from langchain_core.language_models import BaseChatModel

from bot.chat_model.config import ChatModelConfig

_PACKAGE = re.compile(r"pip install (?:-U |--upgrade )?[`'\"]?([\w-]+)")

_LATER = 1.0
"""Seconds by which the provider's client may be later than the writer, which gives up first and says so."""


class ChatModelUnusable(Exception):
    """The model named in the settings cannot be made. `remedy` says what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


def create(config: ChatModelConfig) -> BaseChatModel:
    """The model, with its limits; asks nothing of the provider yet. Raises ChatModelUnusable."""
    if importlib.util.find_spec("langchain") is None:
        raise ChatModelUnusable(
            "FLOORWALKER_CHAT_MODEL is set, but the package langchain is missing",
            "run: pip install 'floorwalker[chat]'",
        )
    if ":" not in config.model:
        raise ChatModelUnusable(
            f"FLOORWALKER_CHAT_MODEL is {config.model!r}, which names no provider",
            'write provider:model, for example "openai:gpt-4o-mini"',
        )
    from langchain.chat_models import init_chat_model

    try:
        made = init_chat_model(config.model, **_options(config))
    except ImportError as error:
        package = _PACKAGE.search(str(error))
        name = package[1] if package else f"langchain-{config.model.partition(':')[0].replace('_', '-')}"
        raise ChatModelUnusable(
            f"FLOORWALKER_CHAT_MODEL is {config.model!r}, whose package {name} is missing",
            f"run: .venv/bin/pip install -c constraints.txt {name}",
        ) from error
    except Exception as error:  # each provider has errors of its own: no key, an unknown option, a bad address
        raise ChatModelUnusable(
            f"FLOORWALKER_CHAT_MODEL {config.model!r} cannot be used: {_first_line(error)}",
            "check FLOORWALKER_CHAT_MODEL, FLOORWALKER_CHAT_API_KEY and FLOORWALKER_CHAT_BASE_URL (docs/chat-model.md)",
        ) from error
    return cast("BaseChatModel", made)  # what can be configured later is another class; none is asked for


def _options(config: ChatModelConfig) -> dict[str, Any]:
    """One attempt, and no more words than are paid for: whoever waits has an answer without the model."""
    options = {
        "timeout": config.timeout + _LATER,
        "max_tokens": config.tokens_per_answer,
        "max_retries": 0,
        "base_url": config.base_url,
        "api_key": config.api_key,
    }
    return {name: value for name, value in options.items() if value != ""}


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200] or type(error).__name__
