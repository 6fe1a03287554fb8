"""How certain it is that products of the types read are meant, by what a search for the same words finds.

A search knows nothing of types: where most of what it finds is of the types read, both mean the same. A "phone case"
finds cases, and the phones that the words name are a guess.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from data.catalog.constraints import Constraint
from data.catalog.products import CATEGORY
from recommender.engine.lookups import Lookups
from retrieval.understanding.message import Understood

_NEAREST, _FEWEST = 20, 5
"""Products found that are looked at; of a small type no more than it has, but never fewer than a few."""
_BASE, _OF_SHARE = -2.44, 4.66
"""Of a logistic regression of the share of well rated products that are of the types on the share of those found, over
123 queries of two catalogs (benchmarks/through_reading.md). From either catalog alone, it foretells the other's with a
Brier score of 0.04 and 0.02, where their mean has 0.14 and 0.16."""


def type_certainty(lookups: Lookups, understood: Understood) -> float:
    """Between 0 and 1; 0 if no type was read."""
    types = tuple(understood.product_types)
    if not types:
        return 0.0
    statuses = lookups.status(Constraint(attribute=CATEGORY, op="in", value=types))
    of_types = np.asarray(statuses == 1, np.bool_)
    found = lookups.near(understood.thing)[1].rows
    return round(1 / (1 + math.exp(-_BASE - _OF_SHARE * _share(of_types, found))), 3)


def _share(of_types: npt.NDArray[np.bool_], found: npt.NDArray[np.int64]) -> float:
    """The share of the nearest products found that are of the types."""
    most = min(_NEAREST, max(_FEWEST, int(of_types.sum())))
    nearest = of_types[found[:most]]
    return float(nearest.mean()) if len(nearest) else 0.0
