"""The desk of who labels: conversations of the log, what the judges of acts say of them now, and the queue."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from floorwalker.steps import Track
from learning.labelling import KINDS, Item, Kind, Opinion, disagreement, queue
from learning.turns import tag

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from bot.acts.classifier import ActClassifier
    from data.conversations.sessions import Session

    Floats = npt.NDArray[np.float32]

MOST_CONVERSATIONS = 2000
"""The newest of them: what shoppers say now is what is to be understood."""
_MOST_TEXTS = 3000
"""Judged, the newest: some milliseconds each."""
_RANKED = 5


def read_recent(engine: Engine, days: int, most: int = MOST_CONVERSATIONS) -> list[Session]:
    """The newest conversations with consent of the last `days`. Raises sqlalchemy's errors."""
    from data.conversations.log import now
    from data.conversations.sessions import read_sessions

    return list(deque(read_sessions(engine, since=now() - timedelta(days=days)), maxlen=most))


def opinions(sessions: Sequence[Session], classifier: ActClassifier, track: Track) -> dict[str, Opinion]:
    """What the judges say of the newest texts of the shoppers, by message: words and state alone, nothing is read."""
    texts = [
        (move, tag(session, move))
        for session in sessions
        for move in session.moves
        if move.type == "text" and str(move.payload.get("text") or "").strip()
    ][-_MOST_TEXTS:]
    progress = track("Judging what was said")
    found: dict[str, Opinion] = {}
    for number, (move, state) in enumerate(texts, 1):
        found[move.message_id] = opinion(classifier, move.payload["text"], state)
        progress(number, len(texts))
    return found


def opinion(classifier: ActClassifier, text: str, state: str) -> Opinion:
    """What the judges say of one text in a state as a line of `bot/data/acts` has it."""
    together, apart = judged(classifier, text, state)
    order = together.argsort()[::-1][:_RANKED]
    ranking = [(classifier.acts[place], float(together[place])) for place in order]
    return Opinion(ranking, disagreement(apart.tolist()))


def judged(classifier: ActClassifier, text: str, state: str) -> tuple[Floats, Floats]:
    """The probability of each act, (acts,), and of each judge, (judges, acts)."""
    from bot.acts.examples import ANY, ANY_QUESTION
    from bot.acts.scene import Scene

    scene = Scene() if state in (ANY, ANY_QUESTION) else Scene.of_tag(state)
    return classifier.judge_apart(text, scene)


def next_items(
    engine: Engine,
    classifier: ActClassifier | None,
    track: Track,
    *,
    kinds: Collection[Kind],
    who: str,
    days: int,
    most: int,
) -> list[Item]:
    """The queue; without a classifier by what shoppers did alone. Raises sqlalchemy's errors."""
    sessions = read_recent(engine, days)
    said = opinions(sessions, classifier, track) if classifier is not None and "acts" in kinds else {}
    return queue(sessions, said, kinds=kinds, who=who, most=most)


def pick(engine: Engine, classifier: ActClassifier | None, track: Track, *, days: int, most: int) -> int:
    """Picks what nobody has judged, for those who judge in the console; how many. Raises sqlalchemy's errors."""
    from data.conversations.log import now
    from data.conversations.picks import Pick, replace_picks

    items = next_items(engine, classifier, track, kinds=KINDS, who="", days=days, most=most)
    picks = [
        Pick(
            item.session.id,
            item.message_id,
            item.kind,
            item.product_id,
            item.priority,
            [(reason.code, dict(reason.gaps)) for reason in item.reasons],
        )
        for item in items
    ]
    return replace_picks(engine, picks, now())
