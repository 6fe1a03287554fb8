"""Weak examples of turns: messages that nobody labelled, and that were surely understood.

Surely: both judges say the same, with a probability from which nearly all are right of messages that people labelled,
and the shopper went on without a repair. Of an act only so many, so that the frequent ones do not drown the others
(self-training with a threshold: Scudder 1965; Lee 2013, pseudo-label).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from data.conversations.sessions import Session
from learning.labelling import Opinion
from learning.turns import WEIGHT, TaughtTurn, held, tag

PRECISION = 0.98
"""Share of messages above the threshold that must be right."""
LEAST_ABOVE = 50
"""Labelled messages above it, by which that is known."""
MOST_DISAGREEMENT = 0.1
MOST_OF_ACT = 50


def threshold(judged: Sequence[tuple[float, bool]]) -> float | None:
    """The least probability from which at least `PRECISION` of messages are right, of (probability, whether it was).

    None where too few messages are that sure.
    """
    best, rights = None, 0
    ordered = sorted(judged, reverse=True)
    for count, (probability, is_right) in enumerate(ordered, 1):
        rights += is_right
        is_last = count == len(ordered) or ordered[count][0] < probability
        if is_last and count >= LEAST_ABOVE and rights / count >= PRECISION:
            best = probability
    return best


def weak_turns(
    sessions: Sequence[Session], opinions: Mapping[str, Opinion], least: float, taught: Mapping[str, TaughtTurn]
) -> Iterator[TaughtTurn]:
    """Such messages, the newest first, without those that are `taught` already (by message)."""
    counts: Counter[str] = Counter()
    for session in reversed(sessions):
        for move, after in zip(session.moves, session.moves[1:], strict=False):
            opinion = opinions.get(move.message_id)
            if opinion is None or move.message_id in taught or not held(move, after):
                continue
            act, probability = opinion.ranking[0]
            is_agreed = [act] == [name for name, _ in move.acts] and opinion.disagreement <= MOST_DISAGREEMENT
            if is_agreed and probability >= least and counts[act] < MOST_OF_ACT:
                counts[act] += 1
                text = (move.payload["text"],)
                where = tag(session, move)
                weight = WEIGHT["agreed"]
                yield TaughtTurn(session.id, move.message_id, move.at, where, (act,), text, "agreed", weight)
