"""A gateway that says what a test wants, under the widget in a real browser."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from floorwalker.settings import ROOT
from gateway.headers import SecurityHeaders

HOSTILE = "<img src=x onerror=\"document.title='hacked'\">"
SEEN = {"at": "2026-01-01T00:00:00Z", "from": "bot"}
PRODUCT = {
    "id": "m/1",
    "title": f"Norvik mouse {HOSTILE}",
    "brand": "Norvik",
    "category": "Mouse",
    "price": 20.0,
    "currency": "EUR",
    "image_url": "javascript:alert(1)",
    "url": None,
    "available": True,
    "score": 0.9,
    "attributes": {"connectivity": "Bluetooth"},
    "matched": ["connectivity"],
    "missed": [],
    "fits": [
        {"attribute": "weight", "label": "Weight", "text": "80 g", "affinity": 0.9, "why": "it is carried all day"},
        {"attribute": "silent", "label": "Silent clicks", "text": "Silent clicks", "affinity": 0.5, "why": None},
    ],
}
PRODUCTS = SEEN | {
    "type": "products",
    "id": "p1",
    "text": "Here is what fits",
    "products": [PRODUCT, PRODUCT | {"id": "m2", "title": "Pell mouse"}],
    "total": 2,
    "offset": 0,
    "query": "mouse",
    "constraints": [],
    "attributes": [{"name": "connectivity", "label": "Connectivity", "weight": 0.7, "unit": None}],
    "leanings": [
        {"attribute": "weight", "label": "Weight", "towards": "low", "weight": 0.3, "why": "it is carried all day"},
        {"attribute": "connection", "label": "Connection", "towards": ["Wireless"], "weight": 0.2, "why": None},
    ],
    "wishes": [
        {
            "attribute": "price",
            "label": f"Price {HOSTILE}",
            "unit": "EUR",
            "constraint": {"attribute": "price", "op": "lt", "value": 50},
            "towards": None,
        },
        {
            "attribute": "colour",
            "label": "Colour",
            "unit": None,
            "constraint": {"attribute": "colour", "op": "neq", "value": "Black"},
            "towards": None,
        },
    ],
    "query_id": "q",
    "model_version": "m",
    "catalog_version": "c",
}
QUESTION = SEEN | {
    "type": "question",
    "id": "q1",
    "attribute": "connectivity",
    "label": "Connectivity",
    "text": f"Which connectivity? {HOSTILE}",
    "unit": None,
    "options": [{"value": "Bluetooth", "label": "Bluetooth", "count": 14}],
    "may_skip": True,
}
COMPARISON = SEEN | {
    "type": "comparison",
    "id": "c1",
    "text": "",
    "products": PRODUCTS["products"],
    "rows": [
        {"attribute": "weight", "label": "Weight", "unit": "g", "values": [80, None]},
        {
            "attribute": "w",
            "label": "Water protection certificate",
            "unit": None,
            "values": ["IPX5", "Splashproofness"],
        },
    ],
}
AUTO = (
    '<!doctype html><html lang="en"><title>A page</title><body>'
    '<script src="/widget.js" data-site-key="demo" data-open-after="0" data-open-on="/auto*" defer></script>'
)


async def _product(id: str) -> Any:
    described = {"description": "A mouse", "labels": {"connectivity": "Connectivity"}, "units": {}}
    return PRODUCT | described | {"id": id}


@dataclass
class ScriptedGateway:
    """Answers every message with the same products and question, or with their comparison; keeps what it was told."""

    url: str = ""
    told: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    failures: int = 0
    instead: list[dict[str, Any]] = field(default_factory=list)
    sessions: int = 0
    left: list[str] = field(default_factory=list)
    consent: str | None = None

    def app(self) -> FastAPI:
        app = FastAPI()
        app.add_middleware(SecurityHeaders, images=lambda: " https:")
        history: list[dict[str, Any]] = []

        @app.post("/v1/chat/sessions")
        async def sessions() -> Any:
            self.sessions += 1
            history[:] = [SEEN | {"type": "text", "id": "g", "text": "Hello!"}]
            return {"session_id": "s", "token": "t", "messages": history, "consent": self.consent}

        @app.get("/v1/chat/messages")
        async def read() -> Any:
            return {"messages": history}

        @app.post("/v1/chat/messages")
        async def take(request: Request) -> Any:
            if self.failures:
                self.failures -= 1
                return json.loads("{")
            body = await request.json()
            self.told.append(body)
            said = {"id": "x", "at": SEEN["at"], "from": "shopper"}
            if "text" in body:
                history.append(said | {"type": "text", "text": body["text"]})
            if self.instead:
                return {"messages": [self.instead.pop()]}
            answer: list[dict[str, Any]] = [COMPARISON] if body.get("action") == "compare" else [PRODUCTS, QUESTION]
            history.extend(answer)
            return {"messages": answer}

        @app.post("/v1/chat/events", status_code=202)
        async def events(request: Request) -> Any:
            known = {event["event_id"] for event in self.events}
            self.events += [one for one in (await request.json())["events"] if one["event_id"] not in known]
            return {"stored": 1, "repeated": 0}

        @app.post("/v1/chat/session/end", status_code=204)
        @app.delete("/v1/chat/session", status_code=204)
        async def leave(request: Request) -> None:
            self.left.append(request.method)

        app.add_api_route("/v1/chat/products/{id:path}", _product)
        app.add_api_route("/auto", lambda: AUTO, response_class=HTMLResponse)
        app.mount("/", StaticFiles(directory=ROOT / "web" / "dist", html=True))
        return app
