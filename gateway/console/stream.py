"""What agents hear at once, over a WebSocket that their session's cookie opens: `gateway.console.protocol.Frame`.

Agents hear every conversation. What they send themselves is that they type.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Coroutine, Sequence
from typing import Any

import anyio
from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from data.agents.accounts import Account
from data.conversations.claims import serves
from gateway.console import suggesting
from gateway.console.hiding import hidden
from gateway.console.identity import agent_of
from gateway.console.protocol import AgentTyping, Frame, Shown
from gateway.dependencies import Services
from gateway.edge.buckets import Bucket
from gateway.errors import NotAllowed, NotSignedIn
from gateway.live import hub
from gateway.live.frames import tell_typing
from gateway.live.pushing import close, push

router = APIRouter()
POLICY_VIOLATION = 1008
"""The close code for a session that is over (RFC 6455, section 7.4.1)."""
CHECK_SECONDS = 15.0
"""How often it is checked that the session is not over; also when somebody signs out."""
TYPING_SECONDS = 1.0
"""How often it is told at most that an agent types."""
_MOST_FRAMES, _FRAMES_A_SECOND = 100, 10.0
"""Of one stream: a console tells that its agent types, and nothing else."""
_SHARED = 64
"""Frames whose texts are kept for the next agent."""


class Desk:
    """What agents are told of a frame (`gateway.live.frames`): all of them the same, so it is written once."""

    def __init__(self) -> None:
        self._texts: OrderedDict[int, tuple[hub.Frame, Sequence[str]]] = OrderedDict()

    def texts(self, frame: hub.Frame) -> Sequence[str]:
        """The JSON texts of a frame, maybe none."""
        known = self._texts.get(id(frame))
        if known is not None and known[0] is frame:
            return known[1]
        texts = [one.model_dump_json() for one in frames_of(frame)]
        self._texts[id(frame)] = frame, texts
        if len(self._texts) > _SHARED:
            self._texts.popitem(last=False)
        return texts


def frames_of(frame: hub.Frame) -> Sequence[Frame]:
    """What agents are told of a frame."""
    kind, about = frame["type"], {"conversation_id": frame.get("conversation_id")}
    if kind == "said":
        return [Frame.model_validate({"type": "message", "message": shown(one)} | about) for one in frame["messages"]]
    if kind == "status":
        who = {"status": frame["status"], "agent": frame["agent"], "conversation": frame["listed"]}
        return [Frame.model_validate({"type": "status"} | about | who), Frame(type="queue")]
    if kind == "typing":
        return [Frame.model_validate({"type": "typing", "agent": frame["agent"]} | about)]
    if kind == "events":
        return [Frame.model_validate({"type": "events"} | about)]
    if kind == "suggestion":
        one = frame["suggestion"] and suggesting.of_frame(frame["suggestion"])
        told = {"suggestion": one, "suggestion_id": frame["id"], "suggestion_state": frame["state"]}
        return [Frame.model_validate({"type": "suggestion"} | about | told)]
    return [Frame(type=kind)] if kind in ("queue", "missed") else []


def shown(payload: dict[str, Any]) -> Shown:
    """A stored message as agents see it: dots in place of what is personal, and what is known of it by now."""
    message = hidden(payload)
    acts = message.pop("acts", []) if payload["from"] == "shopper" else []
    return Shown.model_validate(
        {
            "id": payload["id"],
            "at": payload["at"],
            "sender": payload["from"],
            "message": {name: part for name, part in message.items() if name not in ("acts", "unmet")},
            "acts": acts,
            "weights": message.get("attributes", []) if payload["type"] == "products" else [],
        }
    )


class AgentStream:
    """One WebSocket of one agent, who is signed in."""

    def __init__(self, socket: WebSocket, services: Services, account: Account, desk: Desk) -> None:
        self._socket = socket
        self._services = services
        self._account = account
        self._desk = desk
        self._typed_at = 0.0

    async def run(self) -> None:
        """Serves the stream until either side closes it."""
        topics = (hub.DESK, hub.CONVERSATIONS)
        async with self._services.hub.subscribed(topics) as heard:
            await self._socket.send_text(Frame(type="ready").model_dump_json())
            async with anyio.create_task_group() as parts:
                for part in (push(self._socket, heard, self._say), self._listen(), self._watch()):
                    parts.start_soon(_until_it_ends, part, parts.cancel_scope)

    async def _say(self, frame: hub.Frame) -> Sequence[str]:
        if frame["type"] == "signed_out":
            await self._check()
        return self._desk.texts(frame)

    async def _watch(self) -> None:
        while True:
            if not await self._check():
                return
            await asyncio.sleep(CHECK_SECONDS)

    async def _check(self) -> bool:
        """Closes the stream of a session that is over."""
        try:
            self._account = await agent_of(self._socket, self._services, keeps_alive=False)
        except (NotSignedIn, NotAllowed) as error:
            await close(self._socket, POLICY_VIOLATION, error.message)
            return False
        return True

    async def _listen(self) -> None:
        try:
            frames = Bucket(_MOST_FRAMES, _FRAMES_A_SECOND)
            while frames.take():
                await self._take(await self._socket.receive_text())
            await close(self._socket, POLICY_VIOLATION, "too many frames; send none but that somebody types")
        except WebSocketDisconnect:
            return
        except KeyError:  # a binary frame, which no console sends
            await close(self._socket, POLICY_VIOLATION, "a frame is JSON text; send no binary ones")

    async def _take(self, text: str) -> None:
        """That the agent types, in a conversation of theirs; anything else is passed over."""
        try:
            typing = AgentTyping.model_validate_json(text)
        except ValidationError:
            return
        if time.monotonic() - self._typed_at < TYPING_SECONDS:
            return
        self._typed_at = time.monotonic()
        engine, name = self._services.agents.engine, self._account.display
        if await asyncio.to_thread(serves, engine, typing.conversation_id, self._account.id):
            tell_typing(self._services.hub, typing.conversation_id, "agent", agent=name)


async def _until_it_ends(part: Coroutine[Any, Any, None], all_parts: anyio.CancelScope) -> None:
    """Ends all parts of a stream with the first that ends."""
    await part
    all_parts.cancel()


_DESK = Desk()


@router.websocket("/v1/agent/stream")
async def stream(socket: WebSocket) -> None:
    """What happens, for an agent."""
    services: Services = socket.app.state.services
    try:
        account = await agent_of(socket, services, keeps_alive=False)
    except NotAllowed as error:
        await socket.close(POLICY_VIOLATION, error.message)  # before it is accepted, so the handshake gets a 403
        return
    except NotSignedIn as error:
        await socket.accept()  # so that the page is told why: of a refused handshake it learns nothing
        await socket.close(POLICY_VIOLATION, error.message)
        return
    await socket.accept()
    await AgentStream(socket, services, account, _DESK).run()
