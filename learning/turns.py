"""Examples for the understanding of turns, from the log: messages whose right acts somebody said later.

A labeller says so outright. A shopper says so with a tap on what was meant, by saying the same wish in other words that
were understood, or by going another way after a repair. Each example counts as much as such evidence is worth; words
that several people labelled differently teach nothing. Texts are those of the log, masked.

Knows no classifier: `bot.acts` learns from lines (`TaughtTurn.line`), and which acts there are is given.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from data.catalog.products import CATEGORY
from data.conversations.moves import Move
from data.conversations.sessions import Session, Verdict
from recommender.protocol.recommend import USE

Source = Literal["verdict", "tap", "topic", "reworded", "corrected", "agreed"]
WEIGHT: dict[Source, float] = {
    "verdict": 1.0, "tap": 0.8, "topic": 0.4, "reworded": 0.4, "corrected": 0.4, "agreed": 0.1,
}  # fmt: skip
"""How much an example counts beside a labelled line: a person's word; a tap on the reading of doubted words; one on a
topic offered where words led nowhere; other words for the same; what a repair said was wrong; two judges alone."""
TOPIC = "topic"
"""The attribute of questions about what is meant, which are about no attribute of a product; nor are CATEGORY's."""
_LOST = frozenset({"doubt", "unclear"})
"""Acts of words that were not understood."""
_ASTRAY = _LOST | {"out_of_scope"}
"""Acts beside whose answers topics are offered to tap."""
_REPAIRS = frozenset({"correct", "undo", "drop"})
_TAKEN_BACK = frozenset({"undo", "drop"})
_WISHES = frozenset({"search", "correct"})
_HOLDS = 0.6
"""Probability from which a reading that nobody objected to is believed."""
_SOON = timedelta(minutes=3)
"""Between words and the other words for them."""
_ALIKE = 0.25
"""Share of the words of both that are the same."""
_MOST_LETTERS = 500
_MARKS = re.compile(r"[|\n\r]+")


@dataclass(frozen=True, slots=True)
class TaughtTurn:
    """A message with the acts that it does, who says so, and how much that counts."""

    conversation_id: str
    message_id: str
    at: datetime
    tag: str
    """What stood before the shopper, as the state of a line of `bot/data/acts`."""
    acts: tuple[str, ...]
    texts: tuple[str, ...]
    """As many as acts, or the whole message."""
    source: Source
    weight: float

    @property
    def line(self) -> str:
        """As a line of `bot/data/acts`."""
        parts = " || ".join(_MARKS.sub(" ", text).strip() for text in self.texts)
        return f"{self.tag} | {' + '.join(self.acts)} | {parts}"


def taught_turns(sessions: Iterable[Session], acts: Collection[str]) -> Iterator[TaughtTurn]:
    """The examples of conversations in their order; of a message one, by the strongest evidence.

    `acts`: the names that there are; what somebody called otherwise is left out.
    """
    for session in sessions:
        found: dict[str, TaughtTurn] = {}
        for turn in (*_judged(session), *_repaired(session)):
            if set(turn.acts) <= set(acts) and all(_fits(text) for text in turn.texts):
                found.setdefault(turn.message_id, turn)
        disputed = _disputed(session.verdicts)
        yield from (turn for id, turn in found.items() if id not in disputed)


def held(move: Move, after: Move | None) -> bool:
    """Whether a message was surely understood, and the shopper went on from there."""
    is_sure = bool(move.acts) and all(p >= _HOLDS and act not in _LOST | {"anger"} for act, p in move.acts)
    return is_sure and after is not None and not _objects(after)


def tag(session: Session, move: Move) -> str:
    """What stood before the shopper, as far as the log tells; `*` where it does not."""
    asked = move.asked
    if asked is not None:
        if asked.get("attribute") == TOPIC:
            return "unclear"
        if asked.get("attribute") == USE:
            return "use"
        label = _MARKS.sub(" ", str(asked.get("label") or "")).strip()
        return f"question:{label}" if label and asked.get("attribute") != CATEGORY else "*"
    for type, state in _STATES.items():
        if type in move.shown:
            return state
    if not move.shown:
        return "start" if move is session.moves[0] else "*"
    return "list" if any(one.at <= move.at for one in session.lists) else "*"


_STATES = {
    "comparison": "comparison", "product_detail": "product", "add_to_cart": "cart", "products": "list",
}  # fmt: skip
"""By what the assistant showed last; the first that was among it."""


def _judged(session: Session) -> Iterator[TaughtTurn]:
    """Messages that people labelled, by the last label."""
    moves = {move.message_id: move for move in session.moves if move.type == "text"}
    for verdict in reversed(session.verdicts):
        move = moves.get(verdict.message_id or "")
        if verdict.kind == "acts" and move is not None:
            pairs = _pairs(verdict)
            if pairs:
                acts, texts = zip(*pairs, strict=True)
                whole = (move.payload["text"],)
                yield _turn(session, move, acts, whole if len(pairs) == 1 else texts, "verdict")


def _pairs(verdict: Verdict) -> list[tuple[str, str]]:
    said = verdict.payload.get("acts")
    if not isinstance(said, list):
        return []
    return [(one[0], one[1]) for one in said if isinstance(one, list | tuple) and len(one) == 2]


def _disputed(verdicts: Sequence[Verdict]) -> set[str]:
    """The messages whose last labels of several people are not the same."""
    said: dict[str, dict[str, tuple[str, ...]]] = {}
    for verdict in verdicts:
        if verdict.kind == "acts" and verdict.message_id:
            acts = tuple(sorted({act for act, _ in _pairs(verdict)}))
            said.setdefault(verdict.message_id, {})[verdict.agent] = acts
    return {id for id, own in said.items() if len(set(own.values())) > 1}


def _repaired(session: Session) -> Iterator[TaughtTurn]:
    """Messages whose acts shoppers told by how they went on."""
    for place, move in enumerate(session.moves[:-1]):
        if move.type != "text" or not move.payload.get("text"):
            continue
        told = _told(move, session.moves[place + 1 :])
        if told is not None:
            yield _turn(session, move, (told[0],), (move.payload["text"],), told[1])


def _told(move: Move, later: Sequence[Move]) -> tuple[str, Source] | None:
    """The act that a message did as the next ones tell, and how they do."""
    reply = later[0]
    if tapped := _tapped(reply):
        return (tapped, "tap" if _is(move, {"doubt"}) else "topic") if _is(move, _ASTRAY) else None
    is_taken_back = bool(reply.acts) and all(act in _TAKEN_BACK for act, _ in reply.acts)
    again, *rest = later[1:] if is_taken_back and len(later) > 1 else later
    if again.type != "text" or len(again.acts) != 1 or not held(again, rest[0] if rest else None):
        return None
    if again.at - move.at > _SOON or not _alike(move, again):
        return None
    act = again.acts[0][0]
    if _is(move, _LOST):
        return (act, "reworded") if act not in _REPAIRS else ("search", "reworded")
    if act == "correct" and not _is(move, _WISHES):  # "no, I meant …": what is corrected had been a wish
        return "search", "corrected"
    return (act, "corrected") if is_taken_back and not _is(move, {act}) else None


def _tapped(reply: Move) -> str:
    """The act that was tapped of those offered; empty if none was."""
    choice = reply.payload.get("choice") if reply.type == "choice" else None
    return str(choice.get("value") or "") if choice and choice.get("attribute") == TOPIC else ""


def _objects(move: Move) -> bool:
    """Whether a message says that the one before was misunderstood, or led nowhere."""
    return any(act in _REPAIRS | _LOST | {"anger", "human"} for act, _ in move.acts)


def _is(move: Move, acts: Collection[str]) -> bool:
    return any(act in acts for act, _ in move.acts)


def _alike(one: Move, other: Move) -> bool:
    """Whether two messages have enough words in common to be about the same."""
    a, b = (_units(move.payload.get("text", "")) for move in (one, other))
    shared = sum((a & b).values())
    return shared > 0 and shared / max(1, min(sum(a.values()), sum(b.values()))) >= _ALIKE


def _units(text: str) -> Counter[str]:
    """Words of four letters or more; of writing without spaces, characters."""
    words = re.findall(r"\w{4,}|[\u4e00-\u9fff]", text.casefold())
    return Counter(words)


def _turn(session: Session, move: Move, acts: Sequence[str], texts: Sequence[str], source: Source) -> TaughtTurn:
    own = tag(session, move)
    return TaughtTurn(session.id, move.message_id, move.at, own, tuple(acts), tuple(texts), source, WEIGHT[source])


def _fits(text: str) -> bool:
    return 0 < len(text.strip()) <= _MOST_LETTERS
