"""Boards: what the program's other processes let the console know. The gateway sees neither models nor catalogs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Engine, insert, select, update

from data.steering.tables import BoardRow

Name = Literal["models", "catalog", "import"]
"""`import`: what came of the last import, whether it replaced the catalog or not."""


@dataclass(frozen=True, slots=True)
class Board:
    """What was put up last, and when (UTC)."""

    content: dict[str, Any]
    at: datetime


def put_up(engine: Engine, name: Name, content: Mapping[str, Any], at: datetime, catalog: str = "") -> None:
    """Puts up what holds from now on; `catalog`: of which, if it is not the main one."""
    called = _called(name, catalog)
    values = {"content": dict(content), "at": at}
    with engine.execution_options(writes=True).begin() as connection:
        if connection.execute(update(BoardRow).where(BoardRow.name == called).values(**values)).rowcount == 0:
            connection.execute(insert(BoardRow), {"name": called, **values})


def read(engine: Engine, name: Name, catalog: str = "") -> Board | None:
    """What holds; None if nothing was put up yet."""
    with engine.connect() as connection:
        row = connection.execute(
            select(BoardRow.__table__).where(BoardRow.name == _called(name, catalog))
        ).one_or_none()
    return None if row is None else Board(row.content, row.at)


def _called(name: Name, catalog: str) -> str:
    return f"{name}:{catalog}" if catalog else name
