"""What would be shown if something were otherwise: asked of the recommender from where a conversation stands.

Nothing is stored. Raises PartDown where the recommender does not answer, and Invalid for what it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from data.catalog.constraints import Constraint
from data.conversations.last_list import LastList
from gateway.console.compose_protocol import (
    TriedAttribute,
    TriedProduct,
    TriedQuestion,
    WayOut,
    WhatIf,
    WhatIfAnswer,
)
from gateway.console.showing import hidden
from gateway.console.wishes import wishes
from gateway.errors import Invalid, PartDown
from recommender.client import RecommenderClient, RecommenderRejected, RecommenderUnavailable
from recommender.protocol.recommend import RankedAttribute, RecommendRequest, RecommendResponse, Relaxation

_Result = TypeVar("_Result")
_DOWN = "the recommender does not answer just now; nothing was sent, try again in a moment"
_WISH = re.compile(r"^constraints\b")


@dataclass(frozen=True, slots=True)
class Tried:
    """What was asked, and what came of it."""

    request: RecommendRequest
    found: RecommendResponse

    def attribute(self, name: str) -> RankedAttribute | None:
        """A ranked attribute by its name."""
        return next((one for one in self.found.attributes if one.name == name), None)


def requested(
    last: LastList, what_if: WhatIf | None, limit: int | None = None, *, asking: str | None = None
) -> RecommendRequest:
    """What is asked of the recommender: as for the list that was shown last, from its beginning and with nothing left
    to chance, but for what is tried. `asking`: an attribute that is to be asked for, though the shopper did not mind
    it before."""
    tried = what_if or WhatIf()
    as_it_was = RecommendRequest.model_validate(last.request)
    constraints = as_it_was.constraints if tried.wishes is None else tried.wishes
    wished = {asking, *(one.attribute for one in constraints)}
    return as_it_was.model_copy(
        update={
            "query": as_it_was.query if tried.query is None else tried.query,
            "constraints": constraints,
            "declined": [name for name in as_it_was.declined if name not in wished],
            "order": as_it_was.order if tried.order is None else tried.order,
            "limit": limit or tried.limit,
            "offset": 0,
            "unit": "",
            "arm": last.arm,
            "asks_use": False,
            "otherwise": None,
        }
    )


async def answered(call: Awaitable[_Result]) -> _Result:
    """What the recommender answers. Raises PartDown and Invalid, in the console's words for what was asked."""
    try:
        return await call
    except RecommenderUnavailable as error:
        raise PartDown(_DOWN) from error
    except RecommenderRejected as error:
        first = error.body.detail[0] if error.body.detail else None
        field = None if first is None else _WISH.sub("wishes", first.field)
        raise Invalid(first.reason if first else error.body.message, field=field) from error


async def tried(
    recommender: RecommenderClient,
    last: LastList,
    what_if: WhatIf | None,
    limit: int | None = None,
    *,
    asking: str | None = None,
) -> Tried:
    """What the recommender finds; `limit`: another one than the one asked for; `asking` as of `requested`. Raises
    PartDown and Invalid."""
    request = requested(last, what_if, limit, asking=asking)
    found = await answered(recommender.recommend(request))
    if what_if is not None and found.unknown_attributes:
        _refuse_unknown(what_if, set(found.unknown_attributes))
    return Tried(request, found)


async def what_if(recommender: RecommenderClient, last: LastList, body: WhatIf, locale: str) -> WhatIfAnswer:
    """The two lists side by side, with words in the language of a locale. Raises PartDown and Invalid."""
    new = await tried(recommender, last, body)
    before = None
    if last.request:
        as_it_is = requested(last, None, body.limit)
        is_same = as_it_is == new.request
        before = new.found if is_same else await answered(recommender.recommend(as_it_is))
    seen = {product["id"] for product in last.shown.get("products") or ()}
    return side_by_side(new, before, seen, last.shown, locale)


def side_by_side(
    new: Tried, before: RecommendResponse | None, seen: set[str], shown: dict[str, Any], locale: str
) -> WhatIfAnswer:
    """What was found beside what is found `before` anything is tried; `seen`: the ids that the shopper was shown last,
    `shown`: the list, which knows labels in their language."""
    found = new.found
    places = {} if before is None else {one.id: place for place, one in enumerate(before.products)}
    own = {one.id for one in found.products}
    weighed = {} if before is None else {one.name: place for place, one in enumerate(before.attributes)}
    gone = [] if before is None else [one for one in before.products if one.id not in own]
    asked = new.attribute(found.question.attribute) if found.question else None
    return WhatIfAnswer(
        query=hidden(new.request.query),
        wishes=wishes(_as_shown(shown, new.request.constraints, found), locale),
        attributes=[TriedAttribute(**dict(one), before=weighed.get(one.name)) for one in found.attributes],
        products=[
            TriedProduct(product=one, place=place, before=places.get(one.id), seen=one.id in seen)
            for place, one in enumerate(found.products)
        ],
        gone=[TriedProduct(product=one, place=None, before=places[one.id], seen=one.id in seen) for one in gone],
        total=found.total,
        total_before=None if before is None else before.total,
        question=asked
        and TriedQuestion(attribute=asked.name, label=asked.label, unit=asked.unit, options=asked.values),
        ways_out=[_way_out(one, new, shown, locale) for one in found.relaxations],
        model_version=found.model_version,
        catalog_version=found.catalog_version,
    )


def _way_out(one: Relaxation, new: Tried, shown: dict[str, Any], locale: str) -> WayOut:
    others = [kept for kept in new.request.constraints if kept != one.constraint]
    [said] = wishes(_as_shown(shown, [one.relaxed or one.constraint], new.found), locale)
    return WayOut(text=said.text, wishes=[*others, one.relaxed] if one.relaxed else others, total=one.total)


def _as_shown(shown: dict[str, Any], constraints: Sequence[Constraint], found: RecommendResponse) -> dict[str, Any]:
    """A list as it would be shown, as far as it says wishes in words."""
    named = [{"name": one.name, "label": one.label, "unit": one.unit} for one in found.attributes]
    return {
        "constraints": [one.model_dump(mode="json") for one in constraints],
        "attributes": [*named, *(shown.get("attributes") or ())],
        "products": [*(shown.get("products") or ()), *(one.model_dump() for one in found.products)],
    }


def _refuse_unknown(asked: WhatIf, unknown: set[str]) -> None:
    for field, names in (("wishes", [one.attribute for one in asked.wishes or ()]), ("order", asked.order or [])):
        for number, name in enumerate(names):
            if name in unknown:
                where = f"wishes.{number}.attribute" if field == "wishes" else f"order.{number}"
                reason = f"the catalog has no attribute {name!r} (any more); leave it out, or name one of what-if's"
                raise Invalid(reason, field=where)
