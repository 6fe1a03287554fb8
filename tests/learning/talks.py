"""Conversations made by hand, message by message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from data.conversations.moves import Move
from data.conversations.sessions import Deed, Session, ShownAttribute, ShownList, ShownProduct, Verdict

START = datetime(2026, 3, 1, tzinfo=UTC)


def said(number: int, text: str, *acts: str, sure: float = 0.9, shown: Sequence[str] = (), asked: Any = None) -> Move:
    """A text, its acts and what stood before it; ten seconds after the one of the number before."""
    taken = [(act, sure) for act in acts]
    return Move(f"m{number}", at(number), "text", {"text": text}, taken, tuple(shown), asked)


def tapped(number: int, attribute: str, value: Any) -> Move:
    """A tap on an option."""
    choice = {"attribute": attribute, "value": value}
    return Move(f"m{number}", at(number), "choice", {"choice": choice}, (), ("question",))


def at(number: int) -> datetime:
    """The moment of a message."""
    return START + timedelta(seconds=10 * number)


def talk(
    *moves: Move,
    id: str = "c",
    lists: Sequence[ShownList] = (),
    verdicts: Sequence[Verdict] = (),
    deeds: Sequence[Deed] = (),
) -> Session:
    """A conversation."""
    last = max((move.at for move in moves), default=START)
    return Session(
        id, None, "assistant", "en", "bot", START, last, lists=lists, moves=moves, verdicts=verdicts, deeds=deeds
    )


def judged(message_id: str, *pairs: tuple[str, str], agent: str = "ann", number: int = 9) -> Verdict:
    """A verdict on the acts of a message."""
    return Verdict("acts", message_id, {"acts": [list(pair) for pair in pairs]}, agent, at(number))


def listed(number: int, *products: str, query: str = "mouse", weights: Sequence[float] = (0.7, 0.2)) -> ShownList:
    """A list of products beside the attributes a0, a1 …."""
    return ShownList(
        message_id=f"l{number}",
        at=at(number),
        query_id=f"q{number}",
        query=query,
        category="Mouse",
        purpose=None,
        constraints=[],
        model_version="m",
        catalog_version="c",
        total=len(products),
        policy={},
        request={},
        propensity=1.0,
        best=[],
        products=[ShownProduct(id, place, 0.5) for place, id in enumerate(products)],
        attributes=[ShownAttribute(f"a{place}", weight) for place, weight in enumerate(weights)],
    )
