"""An application that starts whole, and listens only when it is to serve (`bot.standing_by`)."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.standing_by import stand_by


def listening_late(app: ASGIApp) -> ASGIApp:
    """The same application; where this process is to stand by, its server hears that it has started only after that,
    and opens its port then. What runs beside the requests runs meanwhile."""

    async def late(scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                await asyncio.to_thread(stand_by)
            await send(message)

        await app(scope, receive, sent if scope["type"] == "lifespan" else send)

    return late
