"""What a model answers to the requests that were logged: where it puts each product, and what it asks next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from pydantic import ValidationError

from data.conversations.sessions import ShownList
from ranker.candidates import AttributeRanker
from recommender.engine.recommender import Recommender
from recommender.errors import RejectedConstraint
from recommender.protocol.recommend import RecommendRequest, RecommendResponse

Progress = Callable[[int, int], None]
LISTED = 40
"""Places of an answer that count."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model made of a request."""

    products: Sequence[str]
    """In order, one a card."""
    places: dict[str, int] = field(default_factory=dict)
    """By product, from 0; the variants on a card are where it is."""
    question: str | None = None
    """The attribute that it would ask about."""
    attributes: Sequence[str] = ()
    """The ranked ones, the weightiest first."""


class Replay:
    """Asks models what was asked before, of one recommender as it is now. Not safe for several threads."""

    def __init__(self, recommender: Recommender) -> None:
        self._recommender = recommender

    @contextmanager
    def with_ranker(self, ranker: AttributeRanker) -> Iterator[Recommender]:
        """The recommender with another ranker; its own is put back at the end of the block."""
        own, self._recommender.ranker = self._recommender.ranker, ranker
        try:
            yield self._recommender
        finally:
            self._recommender.ranker = own

    def answers(self, ranker: AttributeRanker, lists: Sequence[ShownList], progress: Progress) -> list[Answer | None]:
        """One for each list; None where nothing can be asked again (`request_of`)."""
        found: list[Answer | None] = []
        with self.with_ranker(ranker) as recommender:
            for number, shown in enumerate(lists, start=1):
                request = request_of(shown)
                found.append(None if request is None else answer(recommender, request))
                progress(number, len(lists))
        return found


def request_of(shown: ShownList) -> RecommendRequest | None:
    """What was asked for a list, from its first place on; None of one that was logged before requests were, or of
    another version of the contract."""
    if not shown.request:
        return None
    try:
        return RecommendRequest.model_validate({**shown.request, "offset": 0, "limit": LISTED, "explain": False})
    except ValidationError:
        return None


def answer(recommender: Recommender, request: RecommendRequest) -> Answer | None:
    """What a recommender answers; None to a constraint that its catalog has no use for."""
    try:
        response = recommender.recommend(request)
    except RejectedConstraint:
        return None
    return Answer(
        products=[product.id for product in response.products],
        places=places(response),
        question=response.question.attribute if response.question else None,
        attributes=[one.name for one in response.attributes],
    )


def places(response: RecommendResponse) -> dict[str, int]:
    """The place of each product of a response, and of the variants on its card."""
    found: dict[str, int] = {}
    for place, product in enumerate(response.products):
        for id in (product.id, *(variant.id for variant in product.variants)):
            found.setdefault(id, place)
    return found
