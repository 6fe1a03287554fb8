"""The page of a list that a shopper sees: near-duplicates on one card, and perhaps another order than the best.

What may change places is here; how often and how far, `recommender.engine.exploration`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from language.words import phrase_key
from recommender.engine.exploration import BEST, REACH, Draw, Orders, orders
from recommender.engine.ordering import Positions, Served, fulfilment, worth
from recommender.engine.pool import Pool
from recommender.engine.snapshot import Snapshot
from recommender.engine.variants import Variants
from recommender.protocol.recommend import RecommendRequest
from retrieval.attribute_table import Floats


@dataclass(frozen=True, slots=True)
class Placed:
    """The live products in order, and what put them there."""

    positions: Positions
    """In the live pool, best first."""
    likelihood: Floats
    """(live,) how likely each is still wanted."""
    served: Served | None
    is_sorted: bool
    """Whether the shopper asked for an order by a number, or for a product by its own."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page: groups of positions in the ordered pool, the first of each being the one on the card."""

    page: Sequence[Sequence[int]]
    best: Sequence[str]
    """The ids that the same places have without exploration; empty if these are the ones shown."""
    orders: Orders
    places: range
    """Of the page in the whole list."""
    further: Sequence[str]
    """The ids of the best order behind a first page of which something may be swapped with them; else empty."""


def listing(
    snapshot: Snapshot,
    variants: Variants,
    listed: Pool,
    live: Pool,
    placed: Placed,
    importance: Floats,
    request: RecommendRequest,
    draw: Draw,
) -> Listing:
    """The page that was asked for of `listed`, which begins with the `live` products as they are placed."""
    groups = variants.grouped(listed.rows) if request.group else [[position] for position in range(len(listed.rows))]
    first = [group[0] for group in groups[:REACH]]
    may = draw is not BEST and not placed.is_sorted and not _names_first(snapshot, listed, first, request.query)
    order = Orders()
    if may:
        rows = placed.positions[[position for position in first if position < len(placed.positions)]]
        values = worth(live, placed.likelihood, placed.served)[rows]
        order = orders(values, _levels(snapshot, live, placed, importance, rows), draw)
    shown = slice(request.offset, request.offset + request.limit)
    places = range(*shown.indices(len(groups)))
    page, best = order.arranged(groups)[shown], groups[shown]
    reached = groups[places.stop : REACH] if order.swaps and not request.offset else []

    def ids(of: Sequence[Sequence[int]]) -> list[str]:
        return [snapshot.catalog.products[listed.rows[group[0]]].id for group in of]

    return Listing(page, ids(best) if page != best else [], order, places, ids(reached))


def _levels(snapshot: Snapshot, live: Pool, placed: Placed, importance: Floats, rows: Positions) -> Positions:
    """What keeps the live products at `rows` apart whatever they are worth, (rows, 3): how far they fulfil the
    constraints, whether a need is about their type, whether they can be bought."""
    own = live.take(rows)
    _, fulfilled = np.unique(fulfilment(own, importance), return_inverse=True)
    meant = np.zeros(len(rows), np.bool_) if placed.served is None else placed.served.meant[rows]
    buyable = np.asarray([snapshot.catalog.products[row].available for row in own.rows.tolist()], np.bool_)
    return np.stack([fulfilled, meant, buyable], axis=1).astype(np.int64)


def _names_first(snapshot: Snapshot, listed: Pool, first: Sequence[int], query: str) -> bool:
    """Whether the query names the first product, which then has to stay first: of the titles of the first products, its
    alone has all words."""
    words = set(phrase_key(query).split())
    titles = [set(phrase_key(snapshot.catalog.products[listed.rows[one]].title).split()) for one in first]
    return bool(words and titles) and [words <= title for title in titles] == [True, *[False] * (len(titles) - 1)]
