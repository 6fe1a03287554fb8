"""How processes write what they say."""

from __future__ import annotations

import json
import logging
import logging.config
import re
from collections.abc import Iterator

import pytest
from uvicorn.config import LOGGING_CONFIG

from floorwalker.processes import logbook


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Other tests' log, and uvicorn's."""
    root, formatters = logging.getLogger(), dict(LOGGING_CONFIG["formatters"])
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], LOGGING_CONFIG["formatters"] = handlers, formatters
    root.setLevel(level)


def test_a_line_has_time_level_and_request(capsys: pytest.CaptureFixture[str]) -> None:
    logbook.keep("text")
    logging.getLogger("gateway.turns").warning("Rasa did not answer")
    line = capsys.readouterr().err
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z WARNING gateway.turns \[\S+\] Rasa did not answer\n", line
    )


def test_json_has_the_same_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    logbook.keep("json")
    try:
        raise ValueError("two\nlines")
    except ValueError:
        logging.getLogger("x").exception("failed\nbadly")
    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert (told["level"], told["logger"], told["message"]) == ("error", "x", "failed\nbadly")
    assert "ValueError: two" in told["exception"]
    assert {"time", "request"} <= told.keys()
