"""The chat over a WebSocket: the same messages both ways, plus "typing" while the assistant works.

The first frame carries the token, never the address: addresses end up in logs. Then every frame is a message
request; every answer a frame `{"type": "messages", "messages": […]}` or `{"type": "error", …}`.

Who sends `"live": true` with the token also gets what others say and do in the conversation (`gateway.hearing`), a
`{"type": "ping"}` while nothing happens, and may send `{"type": "typing"}` while the shopper types.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from enum import Enum
from functools import partial

import anyio
from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json
from sqlalchemy.exc import SQLAlchemyError

from data.conversations.log import now
from gateway.dependencies import Services, check_origin, find_conversation
from gateway.edge.addresses import address_of
from gateway.edge.buckets import Bucket
from gateway.error_responses import explain, from_exception
from gateway.errors import BadRequest, NotAllowed, NotSignedIn, TooMany
from gateway.hearing import Hearing
from gateway.live.frames import tell_typing
from gateway.live.hub import Frame, conversation_topic
from gateway.live.pushing import PING_SECONDS, TRY_AGAIN, close, push
from gateway.protocol import MessageRequest, MessagesResponse
from recommender.protocol.service import ErrorBody

log = logging.getLogger(__name__)
router = APIRouter()
POLICY_VIOLATION = 1008
"""The close code for a peer that breaks the rules (RFC 6455, section 7.4.1)."""
_LONGEST_REASON = 100
"""Of the 123 bytes that there are (RFC 6455, section 5.5)."""
TYPING_SECONDS = 1.0
"""How often it is told at most that a shopper types."""
_ASK_AGAIN_SECONDS = 60.0
"""Until it is asked again whether a session goes on, while the conversation log does not answer."""
_MOST_FRAMES, _FRAMES_A_SECOND = 100, 10.0
"""Of one stream, refused ones too: a page that works sends one when the shopper does something."""
_MOST_REFUSED, _REFUSED_A_SECOND = 20, 1 / 3
"""Frames that are no message, or not allowed."""


class SignIn(BaseModel):
    """The first frame."""

    token: str
    live: bool = False
    """Whether to send also what nobody asked for."""


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
        self._token = ""
        self._live = AsyncExitStack()
        self._typed_at = 0.0
        self._address = address_of(socket)
        self._frames = Bucket(_MOST_FRAMES, _FRAMES_A_SECOND)
        self._refusals = Bucket(_MOST_REFUSED, _REFUSED_A_SECOND)
        self.state = State.NEW

    async def run(self) -> None:
        """Serves the stream until either side closes it."""
        await self._socket.accept()
        async with self._live:
            try:
                while self.state is not State.CLOSED:
                    await self._serve_frame()
            except WebSocketDisconnect:
                self.state = State.CLOSED

    async def _serve_frame(self) -> None:
        try:
            frame = await self._next_frame()
            if self._frames.take():
                await self._take(frame)
            else:
                await self._close(POLICY_VIOLATION, "too many frames; send one when there is something to say")
        except WebSocketDisconnect:
            raise
        except Exception as error:
            refusal = from_exception(error)
            if refusal is None:
                raise
            if isinstance(refusal, NotSignedIn):
                await self._end(refusal)
            else:
                await self._refuse(refusal.body())
                if self.state is State.NEW:
                    await self._close(TRY_AGAIN, refusal.message)

    async def _close(self, code: int, reason: str) -> None:
        if self.state is not State.CLOSED:
            self.state = State.CLOSED
            await close(self._socket, code, reason[:_LONGEST_REASON])

    async def _next_frame(self) -> bytes:
        """The next frame, text or binary. Raises NotSignedIn if the first is long in coming."""
        patience = self._services.config.sign_in_timeout if self.state is State.NEW else None
        try:
            async with asyncio.timeout(patience):
                message = await self._socket.receive()
        except TimeoutError as error:
            raise NotSignedIn(f"{State.NEW.value} for {patience:g} s; send {{'token': …}} at once") from error
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message["code"], message.get("reason"))
        return message.get("bytes") or (message.get("text") or "").encode(errors="surrogatepass")

    async def _take(self, frame: bytes) -> None:
        if self.state is State.NEW:
            await self._sign_in(frame)
            return
        try:
            body = from_json(frame)
        except ValueError as error:
            raise BadRequest(f"the frame is not JSON in UTF-8 ({error}); send valid JSON", field="body") from error
        if isinstance(body, dict) and body.get("type") == "typing":
            await self._tell_typing()
            return
        try:
            request = MessageRequest.model_validate(body)
        except ValidationError as error:
            await self._refuse(explain(error.errors(), body))
        else:
            await self._answer(request)

    async def _sign_in(self, frame: bytes) -> None:
        try:
            asked = SignIn.model_validate_json(frame)
        except ValidationError as error:
            raise NotSignedIn(f"{self.state.value}: the first frame must be {{'token': …}}") from error
        self._token = asked.token
        self._services.refusals.check(self._address, self._token)
        conversation = await find_conversation(self._token, self._services)
        await self._services.request_limit.count(conversation.id)
        self._live.enter_context(self._services.session_streams.held(conversation.id))
        await self._hear(conversation.id, live=asked.live)
        self.state = State.OPEN

    async def _hear(self, conversation_id: str, *, live: bool) -> None:
        """From now on the end of the session is heard and, of a live stream, what happens in the conversation is sent;
        its status, read after that, is never an old one."""
        topics = [conversation_topic(conversation_id)]
        heard = await self._live.enter_async_context(self._services.hub.subscribed(topics))
        conversation = await find_conversation(self._token, self._services)
        await self._socket.send_json({"type": "ready"} | ({"status": conversation.status} if live else {}))
        hearing = Hearing(conversation_id, conversation.locale, self._services.discretion)

        async def say(frame: Frame) -> Sequence[str]:
            if frame["type"] in ("ended", "missed") and await self._seconds_left() is None:
                return []
            return await hearing.say(frame) if live else []

        pushing = await self._live.enter_async_context(anyio.create_task_group())
        self._live.callback(pushing.cancel_scope.cancel)
        pushing.start_soon(partial(push, self._socket, heard, say, ping_seconds=PING_SECONDS if live else None))
        pushing.start_soon(self._expire)

    async def _expire(self) -> None:
        """Closes the stream of a session that rested, or went on, for too long."""
        seconds = await self._seconds_left()
        while seconds is not None:
            await asyncio.sleep(max(1.0, seconds))
            seconds = await self._seconds_left()

    async def _seconds_left(self) -> float | None:
        """Until the session is over, if nothing is said; None: it is, and the stream is closed."""
        config = self._services.config
        try:
            found = await find_conversation(self._token, self._services)
        except NotSignedIn as over:
            await self._end(over)
            return None
        except SQLAlchemyError as error:
            log.warning("whether a session goes on is not known, the conversation log does not answer: %r", error)
            return _ASK_AGAIN_SECONDS
        ends = min(found.last_at + config.session_lifetime, found.began_at + config.longest_session)
        return (ends - now()).total_seconds()

    async def _tell_typing(self) -> None:
        if time.monotonic() - self._typed_at >= TYPING_SECONDS:
            self._typed_at = time.monotonic()
            conversation = await find_conversation(self._token, self._services)
            tell_typing(self._services.hub, conversation.id, "shopper")

    async def _answer(self, request: MessageRequest) -> None:
        conversation = await find_conversation(self._token, self._services)  # it may be over or deleted by now
        await self._services.message_limit.count(conversation.id)
        await self._services.address_limit.count(self._address)
        await self._socket.send_json({"type": "typing"})
        messages = await self._services.turns.take(conversation, request)
        body = MessagesResponse(messages=messages).model_dump(mode="json", by_alias=True)
        await self._socket.send_json({"type": "messages", **body})

    async def _end(self, over: NotSignedIn) -> None:
        """Says why, and closes; once, whichever part of the stream is first to know."""
        if self.state is State.CLOSED:
            return
        if self.state is State.NEW:
            await self._services.refusals.count(self._address)
        self.state = State.CLOSED
        with anyio.CancelScope(shield=True):  # the other part of the stream may end meanwhile, and cancels this one
            with suppress(RuntimeError, WebSocketDisconnect):  # the shopper may be gone
                await self._refuse(over.body())
            await close(self._socket, POLICY_VIOLATION, over.message[:_LONGEST_REASON])

    async def _refuse(self, body: ErrorBody) -> None:
        await self._socket.send_json({"type": "error", **body.model_dump()})
        if not self._refusals.take():
            await self._close(POLICY_VIOLATION, "too many frames were refused; send messages alone")


@router.websocket("/v1/chat/stream")
async def stream(socket: WebSocket) -> None:
    """The chat of one session over one WebSocket."""
    services: Services = socket.app.state.services
    try:
        check_origin(socket, services.config)
        with services.address_streams.held(address_of(socket)):
            await Stream(socket, services).run()
    except NotAllowed as error:
        await socket.close(POLICY_VIOLATION, error.message)  # before it is accepted, so the handshake gets a 403
    except TooMany as error:
        await socket.send_denial_response(JSONResponse(error.body().model_dump(), error.status, error.headers))
