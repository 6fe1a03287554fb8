"""What a message does: its acts, decided once it has been read, in view of what stands before the shopper.

The classifier judges the whole message and each of its parts. Here is weighed what a wrong act would cost: a list too
many is scrolled past, but who is sent away from what was found, or handed to a person, has lost it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.acts.classifier import ActClassifier
from bot.acts.decision import CERTAINTY, SUPPORT
from bot.acts.parts import parts
from bot.acts.scene import Scene
from bot.dialogue import orders
from bot.dialogue.decisions import MESSAGE, Table
from bot.dialogue.need import SURE_OF_TYPE, says_something
from bot.dialogue.turn import Act, Turn
from recommender.client import RecommenderRejected, RecommenderUnavailable
from recommender.protocol.understand import UnderstandResponse

_SILENT = frozenset({"greet", "thank", "like", "wait", "affirm", "deny", "goodbye"})
"""Acts that go without an answer of their own beside another act."""
_TALK = _SILENT | {"out_of_scope", "unclear"}
"""Acts that are not answered beside others."""
_UNREAD = frozenset({"unclear", "doubt", "out_of_scope"})
"""Acts that a text seems to be where it could not be read."""
_OF_TALK = 1.6
"""What telling of products costs more where they could be chosen by what is asked."""
_ASKING_FOR = {"search", "advice"}
"""Acts of which the first is answer enough where nothing is shown yet."""
_FINAL = frozenset({"human", "anger", "restart"})
"""Acts that nothing but strong evidence is enough for, as they end what was going on."""
_WHOLE = "address"
"""The state in which a message is one answer, whatever marks part it."""
_SPANNING = "compare"
"""An act that takes what it is about from all of a message: "the first jacket, and the second one"."""
_SURE, _SEVERAL = 0.5, 2
"""Probability from which a message does one thing as a whole, unless several of its parts are heard in it."""
_MANY = 4
"""Parts of a message from which each is judged by itself too."""
_SHORTEST_PART = 4
"""Characters of a part that may be an act of its own beside others: "ok" and "so" are none."""
_DOUBTED = 0.2
"""Probability of all acts of one action together, below which it is asked what is meant."""
_MOST_RANKED = 5
_STATING = frozenset({"search", "correct"})
"""Acts that state wishes, and are read together."""


async def decide(turn: Turn) -> list[Act]:
    """The acts of a message, in the order in which they are done: one at least. A command is the act that it names.

    What needs no reading is decided while nothing can be read. Raises RecommenderUnavailable for other texts then.
    """
    if turn.act.name != MESSAGE:
        return [turn.act]
    texts = [] if turn.scene.state == _WHOLE else parts(turn.text)
    pieces = [turn.doing(Act(MESSAGE, text)) for text in texts] if len(texts) > 1 else []
    found = await asyncio.gather(*(_read(piece) for piece in (turn, *pieces)))
    readings = [None if isinstance(one, RecommenderUnavailable) else one for one in found]
    said = [turn.text, *(piece.text for piece in pieces)]
    judged = judgements(turn.services.acts, said, turn.scene, readings)
    names = turn.services.acts.acts
    acts = chosen(names, said, judged, readings, turn.scene, may_doubt=not orders.is_expected(turn))
    for one in found:
        if isinstance(one, RecommenderUnavailable) and any(act.name in _UNREAD for act in acts):
            raise one  # nobody says "I did not understand" of what was not read
    return acts


def chosen(
    names: Sequence[str],
    said: Sequence[str],
    judged: NDArray[np.float32],
    readings: Sequence[UnderstandResponse | None],
    scene: Scene,
    *,
    may_doubt: bool = True,
) -> list[Act]:
    """The acts of a message, of what was judged and read of the whole and then of each of its parts (`said`).

    `judged` (texts, acts) are probabilities of the acts `names`.
    """
    is_risky = bool(scene.types or scene.listed) or any(r and r.product_types for r in readings)
    acts = [
        _named(_act(names, text, row, reading, is_risky=is_risky), reading)
        for text, row, reading in zip(said, judged, readings, strict=True)
    ]
    whole = dict(zip(names, map(float, judged[0]), strict=True))
    told = _told(acts[1:], whole, 0.0 if acts[0].name in _SILENT else acts[0].confidence)
    if not scene.listed and {act.name for act in told} == _ASKING_FOR:
        told = [act for act in told if act.name == "search"]  # what is found is the advice
    if len(told) > 1:
        return told
    act = told[0]._replace(text=said[0]) if told else acts[0]
    if act.name in _FINAL and act.confidence < _SURE:
        return [act._replace(name="unclear")]
    is_read = readings[0] is not None and says_something(readings[0])
    return [act if told or is_read or not may_doubt else _doubted(act)]


def judgements(
    acts: ActClassifier, said: Sequence[str], scene: Scene, readings: Sequence[UnderstandResponse | None]
) -> NDArray[np.float32]:
    """(texts, acts) probabilities of a message and of its parts. Where it does so much that each part is drowned by the
    others, each is judged by itself too."""
    judged = acts.judge(said[0], said, scene, readings)
    if len(said) - 1 >= _MANY:
        alone = [acts.judge(text, [text], scene, [own])[0] for text, own in zip(said[1:], readings[1:], strict=True)]
        judged[1:] = (judged[1:] + np.stack(alone)) / 2
    return judged


async def _read(turn: Turn) -> UnderstandResponse | RecommenderUnavailable | None:
    """What a text says; why nobody can tell now; None of one that the recommender does not take."""
    try:
        return await turn.understood()
    except RecommenderUnavailable as error:
        return error
    except RecommenderRejected:
        return None


def _act(
    names: Sequence[str],
    text: str,
    judged: NDArray[np.float32],
    reading: UnderstandResponse | None,
    *,
    is_risky: bool,
) -> Act:
    """The act of least expected loss; `is_risky` where products could be lost that are shown or named."""
    risks = {name: _risk(name) if is_risky else 1.0 for name in names}
    if reading is not None and (reading.constraints or reading.preferences):
        risks["details"] *= _OF_TALK  # a list that meets a wish answers the question too
    worth = [float(p) / risks[name] for name, p in zip(names, judged, strict=True)]
    order = sorted(range(len(names)), key=lambda n: -worth[n])[:_MOST_RANKED]
    ranking = tuple((names[n], float(judged[n])) for n in order)
    return Act(ranking[0][0], text, ranking[0][1], ranking)


def _named(act: Act, reading: UnderstandResponse | None) -> Act:
    """The act; what names a kind of product, or a value beside mere talk, and surely does nothing else, is a wish."""
    if reading is None:
        return act
    if reading.product_types and len(act.text.split()) == 1 and reading.type_certainty >= SURE_OF_TYPE:
        return act._replace(name="search")  # who says no more than "phone" looks for one
    is_named = bool(reading.product_types or (reading.constraints and act.name in _TALK))
    return act._replace(name="search", confidence=CERTAINTY) if is_named and act.confidence < _SURE else act


def _risk(act: str) -> float:
    table = Table.read()
    return table.risks.get(act, table.risks.get(table.acts[act], 1.0))


def _told(acts: Sequence[Act], whole: Mapping[str, float], confidence: float) -> list[Act]:
    """The acts that parts of a message surely do, those about the same joined; empty if the message is sure to be one.

    What surely does nothing is talk beside them; who states wishes says with it what they need the thing for.
    """
    sure = [
        act.confidence * whole[act.name] ** SUPPORT >= CERTAINTY
        and act.name not in _TALK
        and len(act.text) >= _SHORTEST_PART
        for act in acts
    ]
    told = {act.name for act, is_sure in zip(acts, sure, strict=True) if is_sure}
    if max(whole, key=lambda name: whole[name]) == _SPANNING:
        return []
    if not told or (confidence >= _SURE and len(told) < _SEVERAL):
        return []
    joined: list[Act] = []
    for act, is_sure in zip(acts, sure, strict=True):
        meant = act.name if is_sure else "search"
        same = next((n for n, other in enumerate(joined) if _are_one(other.name, meant)), None)
        if same is not None and act.name not in _SILENT:
            other = joined[same]
            joined[same] = other._replace(
                text=f"{other.text} {act.text}", confidence=min(other.confidence, act.confidence)
            )
        elif is_sure:
            joined.append(act)
    return joined


def _are_one(one: str, other: str) -> bool:
    return one == other or {one, other} <= _STATING


def _doubted(act: Act) -> Act:
    """The act, or a doubt of it where no action is likely enough."""
    actions = Table.read().acts
    likely = sum(p for name, p in act.ranking if actions[name] == actions[act.name])
    if likely >= _DOUBTED or len({actions[name] for name, _ in act.ranking[:2]}) < 2:
        return act
    return act._replace(name="doubt")
