"""The order of products: what fulfils the weightiest constraints first, the most relevant first among equals.

Products that contradict a hard constraint are not here any more (`recommender.engine.pool`); one that does not
state the attribute may still fit, so it comes after those that do, and before those that contradict a soft one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.catalog.constraints import Preference
from recommender.engine.pool import Pool
from retrieval.attribute_table import AttributeTable, Bools, Floats

Positions = npt.NDArray[np.int64]

LEAN = 0.3
"""How far the most extreme product gains on the least extreme by a preference that only leans: about what the first
page differs in relevance."""
UNAVAILABLE = 0.5
"""Of its relevance is left to a product that cannot be bought now: it stays findable, behind its like."""
SORTED_RELEVANCE = 0.5
"""Share of the best relevance from which products are sorted, where the query names no product type: the cheapest
laptop is no laptop sticker."""
NEED = 3.0
"""How far the product that serves a need best gains on one that neither serves nor fails it; relevance is in [0, 1], so
that among products of a type an outspoken need decides."""
_WEIGHT_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Served:
    """How products serve a need."""

    meant: Bools
    """(rows,) which are of the type that it is about."""
    fit: Floats
    """(meant,) in [-1, 1]."""
    strength: float
    """How much the need says, in [0, 1]."""
    stated: Floats | None = None
    """(meant,) in [0, 1], how far each goes the way that was asked for in so many words ("a light one"), which weighs
    no less than what a need that is read between them asks for; None if nothing was."""


def product_order(
    pool: Pool, weights: Floats, likelihood: Floats, sorting: Floats | None = None, served: Served | None = None
) -> Positions:
    """Positions in the pool, best first.

    `weights` (constraints,) says how much each constraint matters; `likelihood` (rows,) how likely the shopper still
    wants the product, given what they do not mind. `sorting` (rows,), if given, goes before relevance, the smallest
    first; `served`, if given, decides among products of its type.
    """
    fulfilled = fulfilment(pool, weights)
    wanted = pool.relevance * likelihood
    # Stable sorts: among full equals the pool's order stays.
    order = np.argsort(-wanted, kind="stable")
    if served is not None:
        order = _by_need(order, wanted, served)
    places = np.empty(len(order))
    places[order] = np.arange(len(order))
    return np.lexsort([places, *([] if sorting is None else [sorting]), -fulfilled]).astype(np.int64)


def worth(pool: Pool, likelihood: Floats, served: Served | None = None) -> Floats:
    """What each row is worth to the shopper, (rows,) at least 0: what `product_order` orders those by that stand alike
    to the constraints and are of one type. As ratios can be taken of it, the worst service of a need is 0."""
    wanted = pool.relevance * likelihood
    if served is None:
        return wanted
    wanted = wanted + NEED * served.strength
    wanted[served.meant] += NEED * served.strength * served.fit
    if served.stated is not None:
        wanted[served.meant] += NEED * served.stated
    return wanted


def _by_need(order: Positions, wanted: Floats, served: Served) -> Positions:
    """The order after products of the type took each other's places, so that none of another type rises or falls."""
    lifted = wanted.copy()
    lifted[served.meant] += NEED * served.strength * served.fit
    if served.stated is not None:
        lifted[served.meant] += NEED * served.stated
    own = order[served.meant[order]]
    after = order.copy()
    after[served.meant[order]] = own[np.argsort(-lifted[own], kind="stable")]
    return after


def fulfilment(pool: Pool, weights: Floats) -> Floats:
    """Per row, the share of the constraints' weight that it fulfils, less that which it contradicts; 1 without any."""
    if not len(weights):
        return np.ones(len(pool.rows))
    shares = weights / weights.sum() if weights.sum() > 0 else np.full(len(weights), 1 / len(weights))
    # Rounded, so that two sums of the same weights in another order are equal.
    fulfilled: Floats = np.round(shares @ pool.statuses, _WEIGHT_DIGITS)
    return fulfilled


def leaning(table: AttributeTable, preferences: Sequence[Preference], pool: Pool) -> Floats:
    """What each row gains by the preferences, (rows,) in [1, 1 + LEAN]: by its rank among those that state them."""
    gains = np.ones(len(pool.rows))
    for preference in preferences:
        badness = _badness(table, preference, pool)
        stated = np.isfinite(badness)
        _, ranks = np.unique(badness[stated], return_inverse=True)
        top = max(1, int(ranks.max(initial=0)))
        gains[stated] += LEAN / len(preferences) * (1 - ranks / top)
    return gains


def sorting(
    table: AttributeTable, preferences: Sequence[Preference], pool: Pool, subject: Bools | None
) -> Floats | None:
    """The key to sort rows by, smallest first, (rows,), infinite for those that are not to be sorted; None if nothing
    sorts. `subject` marks the catalog's rows of the type that the query names. Of several, the first decides."""
    first = next((preference for preference in preferences if preference.sorts), None)
    if first is None or not len(pool.rows):
        return None
    meant = pool.relevance >= SORTED_RELEVANCE * pool.relevance.max()
    if subject is not None and subject[pool.rows].any():
        meant = subject[pool.rows]
    return np.where(meant, _badness(table, first, pool), np.inf)


def _badness(table: AttributeTable, preference: Preference, pool: Pool) -> Floats:
    """The number of each row, negative where much is wanted; infinite where the product does not say."""
    entries = table.entries(pool.rows)
    entries = pool.kept(entries[table.entry_attribute[entries] == table.ids[preference.attribute]])
    numbers = table.entry_number[entries] * (1 if preference.direction == "low" else -1)
    smallest = np.full(table.rows, np.inf)
    stated = np.isfinite(numbers)
    np.minimum.at(smallest, table.entry_row[entries[stated]], numbers[stated])
    return smallest[pool.rows]
