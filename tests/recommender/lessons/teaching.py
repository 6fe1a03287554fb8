"""A chat model's provider on this machine, which teaches over OpenAI's protocol."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel

SERVED = {"attribute": "weight", "grade": 3, "serves": ["low"], "fails": ["high"]}
NEED = {"need": "flying light", "says": ["they weigh it at the gate"], "decides": [SERVED]}
TOKENS = 900


class Provider:
    """Teaches one need about whatever it is asked, unless its mood is another."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.mood, self.url = "well", ""
        self.app = FastAPI()
        self.app.post("/v1/chat/completions")(self.complete)

    async def complete(self, request: Request) -> Response:
        self.asked.append(await request.json())
        if self.mood == "broken":
            return JSONResponse({"error": {"message": "overloaded"}}, 500)
        said = "Certainly! Here are some needs." if self.mood == "babbling" else json.dumps({"needs": [NEED]})
        ended = "length" if self.mood == "cut short" else "stop"
        choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": ended}
        usage = {"prompt_tokens": TOKENS - 100, "completion_tokens": 100, "total_tokens": TOKENS}
        return JSONResponse(
            {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}
        )

    @property
    def model(self) -> BaseChatModel:
        return init_chat_model("openai:gpt-test", base_url=self.url, api_key="k", max_retries=0, timeout=10)
