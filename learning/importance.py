"""How much attributes matter, as agents said it afterwards: the right order of a list's attributes, {order: [names]}.

Of the attributes that the agent put in order, the weight that they had together is dealt out anew, falling with the
place as 1 / log2(place + 2); what each would have had more or less, in logarithms, is drawn towards nothing where few
agents said so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from learning.signals import Verdicts

SURE = 5.0
"""Verdicts that nothing counts as."""
MOST = 1.5
"""Logarithms that agents move a weight by at the most."""


def told_importance(verdicts: Iterable[Verdicts], known: Iterable[str]) -> dict[str, dict[str, float]]:
    """By product type and attribute, what is added to the logarithm of its weight; of `known` attributes alone."""
    names = set(known)
    told: defaultdict[str, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for verdict in verdicts:
        order = verdict.payload.get("order")
        if verdict.kind != "attributes" or not isinstance(order, list):
            continue
        own = [name for name in dict.fromkeys(order) if name in names and verdict.weights.get(name, 0.0) > 0]
        if len(own) < 2:
            continue
        had = np.asarray([verdict.weights[name] for name in own])
        share = 1 / np.log2(np.arange(len(own)) + 2)
        for name, move in zip(own, np.log(share / share.sum()) - np.log(had / had.sum()), strict=True):
            told[verdict.category][name].append(float(move))
    return {
        category: {name: float(np.clip(sum(m) / (len(m) + SURE), -MOST, MOST)) for name, m in sorted(own.items())}
        for category, own in told.items()
    }
