"""Conversations by which models are judged: what would the first screens have been worth to who had them?

A conversation that ended with something wanted (clicked, put in the cart, bought) says what its earlier requests were
after. Each is asked again of two models, and the place at which each would have shown the wanted product is compared:
1 / log2(place + 2), as nDCG discounts (Järvelin and Kekäläinen, ACM TOIS 2002), nothing behind the last place that
counts.

The model that showed the lists has the advantage, since what it put first was looked at most and so wanted most often.
So a gain over it is no artefact of the places, and no propensity need be known for that; gains by propensities are in
`learning.offpolicy`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data.conversations.sessions import Asked, Session, ShownList, Verdict
from learning.estimators import Estimate, Floats, Ints, paired
from learning.gate import Gain
from learning.replay import LISTED, Answer, request_of
from learning.wanted import Reward, wanted, who

Answers = Sequence[Answer | None]
DISCOUNTS: Floats = 1 / np.log2(np.arange(LISTED) + 2)


@dataclass(frozen=True, slots=True)
class Context:
    """A list of a conversation, to be asked again."""

    conversation: int
    """Its number among those judged."""
    who: str
    shown: ShownList
    wanted: dict[str, float]
    """Shares by product, as `learning.wanted.wanted`; empty if nothing was."""
    asked: Asked | None = None
    """The question beside it."""


def contexts(sessions: Sequence[Session], most: int, *, reward: Reward = "click", seed: int = 0) -> list[Context]:
    """The first request of each conversation and one of its later ones, of at most `most` conversations, by chance.

    Lists of which it was not logged what was asked are left out.
    """
    random = np.random.default_rng(seed)
    usable = []
    for session in sessions:
        asking = [one for one in session.lists if request_of(one) is not None]
        if asking:
            usable.append((session, asking))
    chosen = random.permutation(len(usable))[:most]
    found = []
    for number, place in enumerate(sorted(chosen.tolist())):
        session, asking = usable[place]
        later = [asking[1 + int(random.integers(len(asking) - 1))]] if len(asking) > 1 else []
        for shown in [asking[0], *later]:
            beside = next((one for one in session.questions if one.query_id == shown.query_id), None)
            found.append(Context(number, who(session), shown, wanted(session, reward), beside))
    return found


def worth(answer: Answer | None, products: dict[str, float]) -> float:
    """What an answer is worth to who wants these products, in [0, 1]."""
    if answer is None:
        return 0.0
    return float(sum(share * _discount(answer, product) for product, share in products.items()))


def _discount(answer: Answer, product: str) -> float:
    place = answer.places.get(product, LISTED)
    return float(DISCOUNTS[place]) if place < LISTED else 0.0


def first_screens(asked: Sequence[Context], own: Answers, others: Answers) -> Gain:
    """What `own` answers are worth more than `others`: the mean of a conversation's lists, a value a conversation.

    Of conversations that ended with something wanted alone: the others do not say what they were after.
    """
    gains = defaultdict[int, list[float]](list)
    names: dict[int, str] = {}
    for context, mine, other in zip(asked, own, others, strict=True):
        if context.wanted:
            gains[context.conversation].append(worth(mine, context.wanted) - worth(other, context.wanted))
            names[context.conversation] = context.who
    means = np.asarray([np.mean(found) for found in gains.values()], np.float64)
    return Gain(means, clusters([names[conversation] for conversation in gains]))


def clusters(names: Sequence[str]) -> Ints:
    """A number for each name, (n,)."""
    return np.unique(np.asarray(names), return_inverse=True)[1].astype(np.int64) if names else np.zeros(0, np.int64)


def joined(gains: Sequence[Gain]) -> Gain:
    """Those of several stretches of time; a shopper of two of them is two there, rarely."""
    values, own, before = [], [], 0
    for gain in gains:
        values.append(gain.values)
        own.append(gain.clusters + before)
        before += int(gain.clusters.max(initial=-1)) + 1
    if not values:
        return Gain(np.zeros(0), np.zeros(0, np.int64))
    return Gain(np.concatenate(values), np.concatenate(own))


@dataclass(frozen=True, slots=True)
class Case:
    """A verdict of a person on a list."""

    shown: ShownList
    verdict: Verdict


LEAST_CASES = 20
"""Verdicts below which they decide nothing."""


def cases(sessions: Sequence[Session]) -> list[Case]:
    """The verdicts on attributes' order and on products, with the list that each is about."""
    found = []
    for session in sessions:
        by_message = {one.message_id: one for one in session.lists}
        for verdict in session.verdicts:
            if verdict.kind not in ("attributes", "product"):
                continue
            shown = by_message.get(verdict.message_id or "") or (session.lists[-1] if session.lists else None)
            if shown is not None and request_of(shown) is not None:
                found.append(Case(shown, verdict))
    return found


def agreement(case: Case, answer: Answer | None) -> float:
    """How far an answer is what the person says, in [-1, 1]: nDCG@5 of the attributes' order with the person's first
    as most relevant; the discount of the product's place, counted against it if it is wrong."""
    if answer is None:
        return 0.0
    payload = case.verdict.payload
    if case.verdict.kind == "product":
        discount = _discount(answer, str(payload.get("product_id")))
        return discount if payload.get("right", True) else -discount
    order = [str(name) for name in payload.get("order", payload.get("attributes", ()))][:5]
    grades = {name: 2.0 ** (len(order) - n) - 1 for n, name in enumerate(order)}
    ideal = sum(grade * DISCOUNTS[n] for n, grade in enumerate(grades.values()))
    got = sum(grades.get(name, 0.0) * DISCOUNTS[n] for n, name in enumerate(answer.attributes[:5]))
    return float(got / ideal) if ideal else 0.0


def verdicts(given: Sequence[Case], own: Answers, others: Answers) -> Estimate | None:
    """How much more `own` answers agree with people than `others`; None where people said too little to tell."""
    if len(given) < LEAST_CASES:
        return None
    differences = [agreement(c, a) - agreement(c, b) for c, a, b in zip(given, own, others, strict=True)]
    return paired(np.asarray(differences), clusters([case.shown.message_id for case in given]))
