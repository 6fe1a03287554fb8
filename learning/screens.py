"""Conversations by which models are judged: of what shoppers saw, which would each model have put first?

A list in which something was taken (clicked, put in the cart, bought) says which of the shown products was better for
who saw it. Its request is asked again of two models, and the order in which each has these same products is compared:
the wanted ones count 1 / log2(rank + 2), as nDCG discounts (Järvelin and Kekäläinen, ACM TOIS 2002). Among what was
shown there is no product that a model is blamed for because nobody could see it.

What stood first was looked at most, which would favour whoever put it there. So each taken product weighs 1 / the
chance that its place was looked at (Joachims et al., WSDM 2017: inverse propensity scoring, the propensity being
examination), the weights normalised to a mean of 1. Were these chances set too low, any other order would seem to gain,
and that of the model in use turned upside down most: so a candidate must beat that one as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from data.conversations.sessions import Asked, Session, ShownList, Verdict
from learning.estimators import Estimate, Floats, Ints, paired
from learning.gate import Gain
from learning.replay import LISTED, Answer, request_of
from learning.wanted import taken, who

Answers = Sequence[Answer | None]
Examined = Callable[[int], float]
"""How likely a place is looked at, in (0, 1]; the first is 1 (`learning.examination`)."""
MOST_WEIGHT = 4.0
"""Of a taken product: as of the fifteenth place. Above, weights are cut."""
DISCOUNTS: Floats = 1 / np.log2(np.arange(LISTED) + 2)


@dataclass(frozen=True, slots=True)
class Context:
    """A list of a conversation, to be asked again."""

    conversation: int
    """Its number among those judged."""
    who: str
    shown: ShownList
    taken: frozenset[str]
    """What the shopper did something with, of this list."""
    asked: Asked | None = None
    """The question beside it."""
    by_chance: bool = True
    """False if it was drawn since something was taken in it, so that it says nothing of how often that happens."""


def contexts(sessions: Sequence[Session], most: int, telling: int = 0, *, seed: int = 0) -> list[Context]:
    """The first list of each conversation and the first of which something was taken, of `most` conversations by
    chance; and where something was taken in fewer than `telling` of them, the latter of so many others, by chance, that
    there are. Lists of which it was not logged what was asked are left out.
    """
    random = np.random.default_rng(seed)
    usable = [session for session in sessions if any(request_of(one) is not None for one in session.lists)]
    order = random.permutation(len(usable)).tolist()
    tells = [place for place in order if _telling(usable[place])]
    drawn = set(order[:most])
    found = []
    for number, place in enumerate(sorted(drawn.union(tells[:telling]))):
        session, by_chance = usable[place], place in drawn
        first = next(one for one in session.lists if request_of(one) is not None)
        lists = [*([first] if by_chance else []), *_telling(session)[:1]]
        for shown in {one.message_id: one for one in lists}.values():
            beside = next((one for one in session.questions if one.query_id == shown.query_id), None)
            done = frozenset(taken(session, shown.message_id))
            found.append(Context(number, who(session), shown, done, beside, by_chance))
    return found


def _telling(session: Session) -> list[ShownList]:
    """Its lists of which something was taken, and something else could have been."""
    asking = [one for one in session.lists if request_of(one) is not None and len(one.products) > 1]
    return [one for one in asking if taken(session, one.message_id)]


@dataclass(frozen=True, slots=True)
class Screens:
    """What one model gains over another, a value a conversation in which something was taken."""

    gain: Gain
    beyond_reverse: Gain
    """What it gains over the other's order turned upside down."""


def screens(asked: Sequence[Context], own: Answers, others: Answers, examined: Examined) -> Screens:
    """How much better `own` answers order what was shown than `others`, and than these turned upside down."""
    gains, reversed_gains = defaultdict[int, list[float]](list), defaultdict[int, list[float]](list)
    names: dict[int, str] = {}
    weighed: list[float] = []
    for context, mine, other in zip(asked, own, others, strict=True):
        if not context.taken or len(context.shown.products) < 2 or mine is None or other is None:
            continue
        weights = _weights(context, examined)
        if not weights.any():
            continue
        weighed.append(float(weights.sum() / np.count_nonzero(weights)))
        earned, order = _earned(weights, _order(context, mine)), _order(context, other)
        gains[context.conversation].append(earned - _earned(weights, order))
        reversed_gains[context.conversation].append(earned - _earned(weights, order[::-1]))
        names[context.conversation] = context.who
    scale = 1 / float(np.mean(weighed)) if weighed else 1.0
    own_clusters = clusters([names[conversation] for conversation in gains])
    return Screens(Gain(_means(gains, scale), own_clusters), Gain(_means(reversed_gains, scale), own_clusters))


def _means(found: dict[int, list[float]], scale: float) -> Floats:
    return np.asarray([scale * float(np.mean(values)) for values in found.values()], np.float64)


def _weights(context: Context, examined: Examined) -> Floats:
    """Of each shown product, 0 where it was not taken, (products,)."""
    shown = context.shown.products[:LISTED]
    place = [min(MOST_WEIGHT, 1 / examined(n)) for n in range(len(shown))]
    return np.asarray([w if p.id in context.taken else 0.0 for w, p in zip(place, shown, strict=True)], np.float64)


def _order(context: Context, answer: Answer) -> Ints:
    """The places of the shown products in the order of an answer; those that it lacks come last, as shown."""
    places = [answer.places.get(product.id, LISTED) for product in context.shown.products[:LISTED]]
    return np.argsort(places, kind="stable")


def _earned(weights: Floats, order: Ints) -> float:
    """What an order is worth, by the weight of each product, a taken product."""
    return float((weights[order] * DISCOUNTS[: len(order)]).sum() / np.count_nonzero(weights))


def _discount(answer: Answer, product: str) -> float:
    place = answer.places.get(product, LISTED)
    return float(DISCOUNTS[place]) if place < LISTED else 0.0


def clusters(names: Sequence[str]) -> Ints:
    """A number for each name, (n,)."""
    return np.unique(np.asarray(names), return_inverse=True)[1].astype(np.int64) if names else np.zeros(0, np.int64)


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
    order = [str(name) for name in payload.get("order", ())][:5]
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
