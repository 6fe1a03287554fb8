"""Letting go of wishes: what was asked for goes, and with it the words that said so, which would be searched on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from bot.dialogue.need import Need
from bot.dialogue.turn import Turn
from data.catalog.constraints import Constraint
from recommender.protocol.recommend import MOST_QUERY_CHARACTERS
from recommender.protocol.understand import UnderstandRequest


async def released(turn: Turn, attributes: Collection[str]) -> Need:
    """The need of the turn without what was asked for of these attributes; none of them is asked about again.

    Raises what the recommender's client raises.
    """
    need = turn.need
    for attribute in attributes:
        need = need.declining(attribute)
    if not need.query:
        return need
    request = UnderstandRequest(text=need.query[:MOST_QUERY_CHARACTERS], product_types=list(need.product_types)[:20])
    read = await turn.recommender.understand(request)
    words = unsaid(need.query, (c for c in read.constraints if c.attribute in attributes))
    return replace(need, query=words or next(iter(need.product_types), ""))


def unsaid(query: str, constraints: Iterable[Constraint]) -> str:
    """The words of a query less those that constraints were read from."""
    for constraint in constraints:
        said = re.escape(constraint.text)
        if said:
            query = re.sub(rf"(?<!\w){said}(?!\w)", " ", query, count=1, flags=re.IGNORECASE)
    return " ".join(query.split())
