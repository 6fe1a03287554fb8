"""Where a system is good and where it is not: the primary metric by product type, the worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ranker.evaluation.metrics import Bootstrap, Floats, Interval
from ranker.examples import Example


@dataclass(frozen=True, slots=True)
class Slice:
    """Our system on the requests for one product type."""

    name: str
    """Of the set."""
    category: str
    requests: int
    primary: Interval


def slices(name: str, requests: Sequence[Example], primary: Floats) -> list[Slice]:
    """By product type, from the primary metric of a set, (requests,)."""
    types = np.asarray([example.category for example in requests])
    found = []
    for category in sorted(set(types.tolist())):
        own = np.flatnonzero(types == category)
        interval = Bootstrap([requests[place].need for place in own.tolist()]).mean(primary[own])
        found.append(Slice(name, category, len(own), interval))
    return sorted(found, key=lambda each: each.primary.mean)
