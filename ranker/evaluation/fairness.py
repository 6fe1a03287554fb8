"""Whom the order of attributes favours: brands, by how well their shoppers are served and whose attributes come first.

Also how often an attribute that the shop calls sensitive would come first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from ranker.candidates import Floats
from ranker.evaluation.metrics import PRIMARY, measured
from ranker.examples import Example

LEAST_REQUESTS = 20
"""Of a brand, below which its mean is luck."""


def fairness(
    weights: Sequence[Floats],
    examples: Sequence[Example],
    brand_of: Mapping[str, str],
    bound: Mapping[str, str],
    sensitive: Collection[str],
) -> dict[str, float]:
    """Shares and gaps over requests with their weights.

    `brand_of`: brand by product id. `bound`: attributes that one brand alone states, by name. `sensitive`: names.
    Exposure of place r (1 is the first) is 1 / log2(r + 1) (Singh and Joachims, KDD 2018).
    """
    by_brand: defaultdict[str, list[float]] = defaultdict(list)
    exposure = relevance = exposed = relevant = first = 0.0
    for own, example in zip(weights, examples, strict=True):
        grades = np.asarray(example.relevance)
        by_brand[brand_of.get(example.target, "")].append(measured(own, grades)[PRIMARY])
        order = np.argsort(-own, kind="stable")
        discount = np.empty(len(order))
        discount[order] = 1 / np.log2(np.arange(2, len(order) + 2))
        is_bound = np.asarray([candidate.name in bound for candidate in example.candidates], np.bool_)
        exposure, exposed = exposure + discount[is_bound].sum(), exposed + discount.sum()
        relevance, relevant = relevance + grades[is_bound].sum(), relevant + grades.sum()
        first += example.candidates[order[0]].name in sensitive
    means = {brand: float(np.mean(found)) for brand, found in by_brand.items() if len(found) >= LEAST_REQUESTS}
    return {
        "brands compared": float(len(means)),
        "nDCG@5 of the brand served best": max(means.values(), default=0.0),
        "nDCG@5 of the brand served worst": min(means.values(), default=0.0),
        "spread of brands' nDCG@5 (standard deviation)": float(np.std(list(means.values()))) if means else 0.0,
        "exposure of attributes that one brand alone states": float(exposure / exposed) if exposed else 0.0,
        "relevance of attributes that one brand alone states": float(relevance / relevant) if relevant else 0.0,
        "requests with a sensitive attribute first, before rules": first / max(1, len(examples)),
    }
