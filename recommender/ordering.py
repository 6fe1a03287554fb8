"""The order of products: what fulfils the weightiest wishes first, the most relevant first among equals.

Products that contradict a wish are not here any more (`recommender.candidates`); one that does not state the
attribute may still fit, so it comes after those that do.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from recommender.candidates import Pool

Floats = npt.NDArray[np.float64]
Positions = npt.NDArray[np.int64]

_WEIGHT_DIGITS = 9


def product_order(pool: Pool, weights: Floats, likelihood: Floats) -> Positions:
    """Positions in the pool, best first.

    `weights` (constraints,) says how much each wish matters; `likelihood` (rows,) how likely the shopper still
    wants the product, given what they do not mind.
    """
    fulfilled = fulfilment(pool, weights)
    # A stable sort: among full equals the pool's order stays.
    return np.lexsort((-pool.relevance * likelihood, -fulfilled)).astype(np.int64)


def fulfilment(pool: Pool, weights: Floats) -> Floats:
    """Per row, the share of the wishes' weight that it fulfils; 1 where nothing is wished."""
    if not len(weights):
        return np.ones(len(pool.rows))
    shares = weights / weights.sum() if weights.sum() > 0 else np.full(len(weights), 1 / len(weights))
    # Rounded, so that two sums of the same weights in another order are equal.
    fulfilled: Floats = np.round(shares @ (pool.statuses == 1), _WEIGHT_DIGITS)
    return fulfilled
