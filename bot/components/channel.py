"""The input channel of the gateway: one message in, the items of the answer out, each with its text and custom part.

Differs from Rasa's REST channel in three ways: a response's text and custom part stay together; a failure is an HTTP
error, after which the conversation is as it was before; and a message that was taken before, and says so, is not taken
twice but answered as it was then. So the gateway may send a message again whenever it got no answer.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.components.action_endpoint import ActionFailed

logger = logging.getLogger(__name__)
_DOWN, _FAILED = 503, 500
"""The same message may be answered when all parts are back; or it fails at what it says."""


class ItemCollector(CollectingOutputChannel):
    """Collects `{"text", "custom"}` items."""

    @classmethod
    def name(cls) -> str:
        """The channel's name, for responses that differ by channel."""
        return "floorwalker"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keeps a whole response as one item."""
        item = {"text": message.get("text") or None, "custom": message.get("custom") or None}
        if any(item.values()):
            self.messages.append(item)


class FloorwalkerInput(InputChannel):
    """`POST /webhooks/floorwalker/webhook {sender, message, metadata?, message_id?, again?}`.

    `again`: whether a message of this id may have been taken before.
    """

    @classmethod
    def name(cls) -> str:
        """The channel's name in credentials and paths."""
        return "floorwalker"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's routes."""
        webhook = Blueprint("floorwalker_webhook")

        @webhook.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            problem = _problem(request)
            if problem:
                return json({"error": "bad_request", "message": problem}, status=400)
            body = request.json
            collector = ItemCollector()
            message = UserMessage(
                body["message"],
                collector,
                body["sender"],
                input_channel=self.name(),
                message_id=body.get("message_id"),
                metadata=body.get("metadata") or {},
            )
            try:
                if body.get("again") and (before := await _answered(request, body["sender"], body["message_id"])):
                    return json(before)
                await on_new_message(message)
            except ActionFailed as error:
                logger.warning("a message of %s could not be answered: %s", body["sender"], error)
                said = {"error": "unavailable", "message": "a part that answers is down, or failed"}
                return json(said, status=_DOWN if error.is_down else _FAILED)
            except Exception:
                logger.exception("a message of %s could not be answered", body["sender"])
                return json({"error": "failed", "message": "the message could not be answered"}, status=_FAILED)
            return json(collector.messages)

        return webhook


async def _answered(request: Request, sender: str, message_id: str) -> list[dict[str, Any]] | None:
    """What a message was answered, once nobody is answering one of the conversation; None if it was not taken."""
    agent = request.app.ctx.agent
    store = getattr(agent.tracker_store, "_tracker_store", agent.tracker_store)  # Rasa puts a store of its own around
    async with agent.lock_store.lock(sender):
        found: list[dict[str, Any]] | None = await store.answer(sender, message_id)
    return found


def _problem(request: Request) -> str | None:
    """What is wrong with a request, naming the field."""
    try:
        body = request.json
    except SanicException:
        body = None
    if not isinstance(body, dict):
        return "send a JSON object with sender and message"
    for name in ("sender", "message"):
        if not isinstance(body.get(name), str) or not body[name]:
            return f"{name}: must be text, and not empty"
    if not isinstance(body.get("metadata"), (dict, type(None))):
        return "metadata: must be an object"
    if not isinstance(body.get("message_id"), str if body.get("again") else (str, type(None))):
        return "message_id: must be text"
    return None
