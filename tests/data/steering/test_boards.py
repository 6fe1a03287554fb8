"""What the console is let know."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine

from data.steering import boards

AT = datetime(2026, 3, 1, 12)


def test_the_last_that_was_put_up_holds(engine: Engine) -> None:
    assert boards.read(engine, "models") is None

    boards.put_up(engine, "models", {"models": []}, AT)
    boards.put_up(engine, "models", {"models": [1]}, AT + timedelta(hours=1))
    boards.put_up(engine, "catalog", {}, AT)

    assert boards.read(engine, "models") == boards.Board({"models": [1]}, AT + timedelta(hours=1))
    assert boards.read(engine, "catalog") == boards.Board({}, AT)
