"""The chat over a WebSocket: the same messages both ways, plus "typing" while the assistant works.

The first frame carries the token, never the address: addresses end up in logs. Then every frame is a message
request; every answer a frame `{"type": "messages", "messages": […]}` or `{"type": "error", …}`.
"""

from __future__ import annotations

import json
from enum import Enum

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from data.conversations import Conversation
from gateway.dependencies import Services, find_conversation
from gateway.errors import GatewayError, NotSignedIn
from gateway.protocol import MessageRequest, MessagesResponse
from gateway.refusals import explain
from recommender.protocol import ErrorBody

router = APIRouter()
POLICY_VIOLATION = 1008
"""The close code for a peer that breaks the rules (RFC 6455, section 7.4.1)."""


class State(Enum):
    """Where a stream stands."""

    NEW = "waiting for the token"
    OPEN = "open"
    CLOSED = "closed"


class Stream:
    """One WebSocket of one session."""

    def __init__(self, socket: WebSocket, services: Services) -> None:
        self._socket = socket
        self._services = services
        self._conversation: Conversation | None = None
        self.state = State.NEW

    async def run(self) -> None:
        """Serves the stream until either side closes it."""
        await self._socket.accept()
        try:
            while self.state is not State.CLOSED:
                await self._take(await self._socket.receive_text())
        except WebSocketDisconnect:
            self.state = State.CLOSED

    async def _take(self, frame: str) -> None:
        try:
            if len(frame.encode()) > self._services.config.most_body_bytes:
                raise NotSignedIn("the frame is too large; shorten the message")
            if self._conversation is None:
                await self._sign_in(frame)
            else:
                await self._answer(self._conversation, MessageRequest.model_validate_json(frame))
        except ValidationError as error:
            await self._refuse(explain(error.errors()))
        except GatewayError as error:
            await self._refuse(error.body())
            if isinstance(error, NotSignedIn):
                self.state = State.CLOSED
                await self._socket.close(POLICY_VIOLATION, error.message)

    async def _sign_in(self, frame: str) -> None:
        try:
            token = json.loads(frame)["token"]
        except (ValueError, TypeError, KeyError) as error:
            raise NotSignedIn(f"{self.state.value}: the first frame must be {{'token': …}}") from error
        self._conversation = await find_conversation(str(token), self._services)
        self.state = State.OPEN
        await self._socket.send_json({"type": "ready"})

    async def _answer(self, conversation: Conversation, request: MessageRequest) -> None:
        await self._services.message_limit.count(conversation.id)
        await self._socket.send_json({"type": "typing"})
        messages = await self._services.turns.take(conversation, request)
        body = MessagesResponse(messages=messages).model_dump(mode="json", by_alias=True)
        await self._socket.send_json({"type": "messages", **body})

    async def _refuse(self, body: ErrorBody) -> None:
        await self._socket.send_json({"type": "error", **body.model_dump()})


@router.websocket("/v1/chat/stream")
async def stream(socket: WebSocket) -> None:
    """The chat of one session over one WebSocket."""
    await Stream(socket, socket.app.state.services).run()
