"""What a text that somebody wrote would change: the same requests answered as things are, and as they would be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy

from ranker.knowledge.linking import Links
from recommender.engine.needs import Needs
from recommender.engine.recommender import Recommender
from recommender.live.checking import check, knowledge_of, rules_of
from recommender.protocol.recommend import USE, RecommendRequest, RecommendResponse
from recommender.protocol.steering import Moved, Preview, Previewed, PreviewRequest

_SHOWN = 10
"""Places of attributes, and of products, that are compared."""


def preview(recommender: Recommender, request: PreviewRequest) -> Preview:
    """The answers before and after, without chance; none where the text cannot be used."""
    problems = check(recommender, request)
    if any(problem.severity == "error" for problem in problems):
        return Preview(problems=problems, requests=[])
    other = _steered(recommender, request)
    asked = list(dict.fromkeys(query for query in request.requests if query))
    return Preview(problems=problems, requests=[_compared(recommender, other, query) for query in asked])


def _steered(recommender: Recommender, request: PreviewRequest) -> Recommender:
    """The same recommender, as it would be with the text."""
    other = copy(recommender)
    other.trial = None
    if request.kind == "rules":
        other.rules = rules_of(recommender, request.content)
    else:
        other.needs = Needs(recommender.snapshot, recommender.readings)
        other.learn(Links(knowledge_of(request.content)), recommender.families.read)
    return other


def _compared(now: Recommender, then: Recommender, query: str) -> Previewed:
    asked = RecommendRequest(query=query, limit=_SHOWN, explain=True, asks_use=True)
    before, after = now.recommend(asked), then.recommend(asked)
    attributes, products = _attributes(before, after), _products(before, after)
    questions = _question(before), _question(after)
    moved = any(one.before != one.after for one in [*attributes, *products])
    return Previewed(
        query=query,
        attributes=attributes,
        products=products,
        question_before=questions[0],
        question_after=questions[1],
        changed=moved or questions[0] != questions[1],
    )


def _attributes(before: RecommendResponse, after: RecommendResponse) -> list[Moved]:
    was, now = ({one.name: one for one in answer.attributes} for answer in (before, after))
    places = _places(list(was)), _places(list(now))
    shown = dict.fromkeys([*list(now)[:_SHOWN], *list(was)[:_SHOWN]])
    moves = []
    for name in shown:
        old, new = was.get(name), now.get(name)
        said = new.explanation.rules if new and new.explanation else []
        moves.append(
            Moved(
                id=name,
                label=(new or was[name]).label,
                before=places[0].get(name),
                after=places[1].get(name),
                weight_before=round(old.weight, 4) if old else None,
                weight_after=round(new.weight, 4) if new else None,
                why=said,
            )
        )
    return moves


def _products(before: RecommendResponse, after: RecommendResponse) -> list[Moved]:
    titles = {one.id: one.title for answer in (before, after) for one in answer.products}
    was, now = (_places([one.id for one in answer.products]) for answer in (before, after))
    return [Moved(id=id, label=titles[id], before=was.get(id), after=now.get(id)) for id in dict.fromkeys([*now, *was])]


def _places(names: Sequence[str]) -> Mapping[str, int]:
    return {name: place for place, name in enumerate(names, start=1)}


def _question(answer: RecommendResponse) -> str | None:
    if answer.question is None:
        return None
    name = answer.question.attribute
    labels = {one.name: one.label for one in answer.attributes}
    return name if name == USE else labels.get(name, name)
