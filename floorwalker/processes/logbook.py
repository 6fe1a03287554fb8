"""How what the processes say is written: with the time in UTC, the level and the request, as text or as JSON lines."""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import Any, Literal

Kind = Literal["text", "json"]
_TEXT = "%(asctime)s %(levelname)s %(name)s [%(request)s] %(message)s"


class _Text(logging.Formatter):
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__(_TEXT)
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        record.request = _request()
        return super().format(record)


class _Json(_Text):
    """One object a line: time, level, logger, request, message and, of an exception, where it was raised."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": self.formatTime(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": _request(),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def keep(kind: Kind) -> None:
    """From now on this process writes so, what uvicorn says too."""
    from uvicorn.config import LOGGING_CONFIG

    formatter = _Json if kind == "json" else _Text
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for quiet in ("httpx", "httpcore", "presidio-analyzer"):  # a line a request, or a rule
        logging.getLogger(quiet).setLevel(logging.WARNING)
    for name in ("default", "access"):
        LOGGING_CONFIG["formatters"][name] = {"()": formatter}


def _request() -> str:
    """The id of the gateway's request; of other processes there is none."""
    journal = sys.modules.get("gateway.journal")
    return journal.REQUEST_ID.get() if journal else "-"
