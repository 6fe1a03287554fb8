"""Writes the gateway's OpenAPI description, from which the sdk's types are made (`npm run types`).

The frames of the agents' WebSocket are among its schemas too, which OpenAPI has no place for otherwise.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from gateway.app import create_app
from gateway.config import GatewayConfig
from gateway.console.protocol import AgentTyping, Frame


def schema() -> str:
    """The description as JSON text."""
    app = create_app(GatewayConfig(database_url="sqlite://", rasa_url="http://rasa", recommender_url="http://rec"))
    described = app.openapi()
    described["components"]["schemas"] |= _frames()
    return json.dumps(described, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _frames() -> dict[str, Any]:
    """By name, with what they are made of."""
    shapes = [(Frame, "serialization"), (AgentTyping, "validation")]
    _, described = models_json_schema(shapes, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    found: dict[str, Any] = described["$defs"]
    return found


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema(), encoding="utf-8")
