"""Whom the order of attributes favours: brands, by how well their shoppers are served and whose attributes come first.

Also how often an attribute that the shop calls sensitive would come first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ranker.candidates import Floats
from ranker.evaluation.metrics import SAMPLES, gain
from ranker.examples import Example

_Numbers = npt.NDArray[np.float64] | npt.NDArray[np.intp]
LEAST_REQUESTS = 10
"""Of a brand, below which its mean is luck."""


def fairness(
    weights: Sequence[Floats], examples: Sequence[Example], bound: Mapping[str, str], sensitive: Collection[str]
) -> dict[str, float]:
    """Shares over requests with their weights. `bound`: attributes that one brand alone states, by name. `sensitive`:
    names."""
    pairs = [(own, example) for own, example in zip(weights, examples, strict=True) if len(own)]
    first = sum(example.candidates[int(np.argmax(own))].name in sensitive for own, example in pairs)
    return {
        **_bound_shares(pairs, bound),
        "requests with a sensitive attribute first, before rules": first / max(1, len(pairs)),
    }


def gini(values: Floats) -> float:
    """Gini coefficient (Gini, 1912) of (n,) values of 0 or more: 0 if all are equal, (n - 1) / n if one has all."""
    total = values.sum()
    if not total:
        return 0.0
    places = np.arange(1, len(values) + 1)
    return float((2 * places - len(values) - 1) @ np.sort(values) / (len(values) * total))


def brand_fairness(reciprocal: Floats, targets: Sequence[str], brand_of: Mapping[str, str]) -> dict[str, float]:
    """How differently brands' shoppers are served: mean reciprocal rank of the product they want, (shoppers,).

    Products without a brand, and brands of few shoppers, are left out.
    """
    shoppers = Counter(brand_of[target] for target in targets if target in brand_of)
    large = {brand for brand, count in shoppers.items() if count >= LEAST_REQUESTS}
    kept = [place for place, target in enumerate(targets) if brand_of.get(target) in large]
    if not kept:
        return {"brands compared": 0.0}
    values, wanted = reciprocal[kept], [targets[place] for place in kept]
    means = brand_means(values, wanted, brand_of)
    low, high, chance = gap_bounds(values, wanted, brand_of)
    return {
        "brands compared": float(len(means)),
        "mean reciprocal rank of the brand served best": float(means.max()),
        "mean reciprocal rank of the brand served worst": float(means.min()),
        "gap between them": float(np.ptp(means)),
        "gap, 95 % from": low,
        "gap, 95 % to": high,
        "gap if brands did not matter (mean of shuffled brands)": chance,
        "Gini coefficient of brands' mean reciprocal ranks": gini(means),
    }


def brand_means(values: Floats, targets: Sequence[str], brand_of: Mapping[str, str]) -> Floats:
    """Mean of (requests,) values by brand, (brands,), brands in alphabetical order."""
    _, of = np.unique([brand_of[target] for target in targets], return_inverse=True)
    means: Floats = np.bincount(of, values) / np.bincount(of)
    return means


def gap_bounds(
    values: Floats, targets: Sequence[str], brand_of: Mapping[str, str], seed: int = 0
) -> tuple[float, float, float]:
    """(low, high) of the 95 % interval of the largest gap between brands' means, and the gap that chance makes.

    Products are resampled within their brand. A largest gap is never 0, however fair a ranker is, so it is to be
    read against the mean gap after shuffling which product is whose.
    """
    products, of = np.unique(np.asarray(targets), return_inverse=True)
    brands = np.unique([brand_of[product] for product in products], return_inverse=True)[1]
    sums, counts = np.bincount(of, values), np.bincount(of)
    random = np.random.default_rng(seed)
    resampled = [_gap(sums, counts, brands, _within(brands, random)) for _ in range(SAMPLES)]
    shuffled = [_gap(sums, counts, random.permutation(brands), np.arange(len(brands))) for _ in range(SAMPLES)]
    low, high = np.percentile(resampled, [2.5, 97.5])
    return float(low), float(high), float(np.mean(shuffled))


def _within(brands: npt.NDArray[np.intp], random: np.random.Generator) -> npt.NDArray[np.intp]:
    """Places of products drawn with replacement, as many of each brand as it has."""
    order, sizes = np.argsort(brands, kind="stable"), np.bincount(brands)
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    drawn: npt.NDArray[np.intp] = order[starts + (random.random(len(brands)) * np.repeat(sizes, sizes)).astype(np.intp)]
    return drawn


def _gap(sums: _Numbers, counts: _Numbers, brands: npt.NDArray[np.intp], drawn: npt.NDArray[np.intp]) -> float:
    own = brands[drawn]
    return float(np.ptp(np.bincount(own, sums[drawn]) / np.bincount(own, counts[drawn])))


def _bound_shares(pairs: Sequence[tuple[Floats, Example]], bound: Mapping[str, str]) -> dict[str, float]:
    """Exposure of place r (1 is the first) is 1 / log2(r + 1) (Singh and Joachims, KDD 2018)."""
    exposure = relevance = exposed = relevant = 0.0
    for own, example in pairs:
        grades = gain(np.asarray(example.relevance))
        discount = np.empty(len(own))
        discount[np.argsort(-own, kind="stable")] = 1 / np.log2(np.arange(2, len(own) + 2))
        is_bound = np.asarray([candidate.name in bound for candidate in example.candidates], np.bool_)
        exposure, exposed = exposure + discount[is_bound].sum(), exposed + discount.sum()
        relevance, relevant = relevance + grades[is_bound].sum(), relevant + grades.sum()
    return {
        "exposure of attributes that one brand alone states": float(exposure / exposed) if exposed else 0.0,
        "relevance of attributes that one brand alone states": float(relevance / relevant) if relevant else 0.0,
    }
