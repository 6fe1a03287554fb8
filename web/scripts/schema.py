"""Writes the gateway's OpenAPI description, from which the sdk's types are made (`npm run types`)."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from gateway.app import create_app
from gateway.config import GatewayConfig


def schema() -> str:
    """The description as JSON text."""
    app = create_app(GatewayConfig(database_url="sqlite://", rasa_url="http://rasa", recommender_url="http://rec"))
    return json.dumps(app.openapi(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema(), encoding="utf-8")
