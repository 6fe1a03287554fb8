"""A draft for an agent where the assistant has answered all that was said: what is worth showing and asking next, from
where the answer left off. What the assistant never answered, it drafts itself (`gateway.drafts`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from data.conversations.last_list import LastList, Position
from data.conversations.log import new_id, now
from data.conversations.suggestions import Part
from gateway.console.carousel import comparison_of, list_trace, products_of, question_trace
from gateway.console.trying import Tried, answered, requested, tried
from gateway.console.wishes import asking, labels_of, offering
from recommender.client import RecommenderClient
from recommender.protocol.companions import CompareRequest
from recommender.protocol.messages import Comparison, Products, Question
from recommender.protocol.recommend import RankedProduct

MOST_SHOWN = 5
"""As many as the assistant shows at once."""
MOST_READ = 50
"""Of a list, in which products are looked for that the shopper was not shown yet."""
MOST_COMPARED = 3
MOST_OPTIONS = 8


async def proposed(recommender: RecommenderClient, position: Position) -> list[Part]:
    """The parts of a draft: the best products that the shopper was not shown yet, and the next question; where there is
    neither, the best of those shown side by side. Nothing where they have looked for nothing yet.

    Raises PartDown where the recommender does not answer, and Invalid for what it does not know any more.
    """
    if not position.last.request:
        return []
    last = _without_asked(position)
    new = await tried(recommender, last, None, MOST_READ)
    labels = labels_of(last.shown)
    fresh = [one for one in new.found.products if one.id not in position.seen][:MOST_SHOWN]
    parts = [_products(new, fresh, last, labels)] if fresh else []
    parts += _question(new, last, labels)
    if parts or len(new.found.products) < 2:
        return parts
    request = requested(last, None)
    ids = [one.id for one in new.found.products[:MOST_COMPARED]]
    compare = CompareRequest(ids=ids, query=request.query, constraints=request.constraints)
    compared = await answered(recommender.compare(compare))
    return [_part(comparison_of(compared, labels), offering("beside", last.locale))]


def _without_asked(position: Position) -> LastList:
    """The last list, as if the shopper did not mind what they were asked already: it is not asked twice."""
    last, asked = position.last, position.asked
    declined = [*(last.request.get("declined") or ()), *([asked] if asked else ())]
    return replace(last, request=last.request | {"declined": list(dict.fromkeys(declined))})


def _products(new: Tried, fresh: Sequence[RankedProduct], last: LastList, labels: Mapping[str, str]) -> Part:
    return _part(products_of(new, fresh, labels), offering("others", last.locale), list_trace(new, last.arm))


def _question(new: Tried, last: LastList, labels: Mapping[str, str]) -> list[Part]:
    found = new.found.question
    attribute = new.attribute(found.attribute) if found else None
    if attribute is None or not attribute.values:
        return []
    label = labels.get(attribute.name) or attribute.label
    options = attribute.values[:MOST_OPTIONS]
    asked = Question(attribute=attribute.name, label=label, unit=attribute.unit, options=options)
    return [_part(asked, asking(label, last.locale), question_trace(new, last.arm))]


def _part(shown: Products | Question | Comparison, text: str, trace: dict[str, object] | None = None) -> Part:
    stamp = {"id": new_id(), "at": now().isoformat() + "Z", "from": "bot", "text": text}
    return Part(shown.model_dump(mode="json") | stamp, trace)
