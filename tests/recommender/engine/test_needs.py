"""What a need makes of the order, the cards and the answer, through the engine."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from data.catalog.constraints import Constraint
from ranker.candidates import Ranking, RankingRequest
from ranker.experience import Experience, Lesson
from ranker.experienced import ExperiencedRanker
from ranker.knowledge.families import Concept, Decision, Family, Need
from ranker.knowledge.files import Knowledge
from ranker.knowledge.linking import Links
from recommender.engine.recommender import Recommender
from recommender.protocol.recommend import RecommendRequest, RecommendResponse
from tests.recommender.leaning_ranker import LeaningRanker

QUERY = "mouse to carry on trains"
LIGHT = {"weight": (0.9, -0.9), "rechargeable": (0.6, -0.6)}
"""Weight low, rechargeable yes."""


def ask(recommender: Recommender, query: str = QUERY, **request: Any) -> RecommendResponse:
    return recommender.recommend(RecommendRequest.model_validate({"query": query, "limit": 20} | request))


@pytest.fixture
def plain(recommender: Recommender) -> Recommender:
    return Recommender(recommender.snapshot, LeaningRanker("never said", LIGHT))


@pytest.fixture
def leaning(recommender: Recommender) -> Recommender:
    return Recommender(recommender.snapshot, LeaningRanker("trains", LIGHT))


def mice(answer: RecommendResponse) -> list[Any]:
    return [product for product in answer.products if product.category == "Mouse"]


def test_a_need_orders_and_leaves_nothing_out(plain: Recommender, leaning: Recommender) -> None:
    before, after = ask(plain), ask(leaning)

    assert after.total == before.total
    assert {p.id for p in after.products} == {p.id for p in before.products}
    assert [p.id for p in mice(after)][:2] == ["mouse-0", "mouse-2"]  # 60 g and 70 g, both rechargeable
    assert [p.id for p in mice(before)][:2] != ["mouse-0", "mouse-2"]


def test_products_of_another_type_keep_their_places(plain: Recommender, leaning: Recommender) -> None:
    before, after = ask(plain), ask(leaning)

    assert [p.category for p in after.products] == [p.category for p in before.products]
    others = [[p.id for p in answer.products if p.category != "Mouse"] for answer in (before, after)]
    assert others[0] == others[1]


def test_says_what_it_leans_on_and_what_speaks_for_each_product(leaning: Recommender) -> None:
    answer = ask(leaning)

    assert [(one.attribute, one.towards) for one in answer.need.leanings] == [("weight", "low"), ("rechargeable", True)]
    assert answer.need.strength > 0
    first = mice(answer)[0]
    assert {(fit.attribute, fit.text) for fit in first.fits} == {("weight", "60 g"), ("rechargeable", "Rechargeable")}
    assert all(fit.affinity > 0 and fit.why is None for fit in first.fits)
    assert mice(answer)[-1].fits == []  # the heaviest


def test_a_declined_attribute_is_gone_from_order_reasons_and_list(leaning: Recommender) -> None:
    answer = ask(leaning, declined=["weight"])

    assert [one.attribute for one in answer.need.leanings] == ["rechargeable"]
    assert not any(fit.attribute == "weight" for product in answer.products for fit in product.fits)
    assert answer.total == ask(leaning).total


@pytest.mark.parametrize(
    "stated",
    [
        {"constraints": [Constraint(attribute="weight", op="lte", value=90).model_dump()]},
        {"preferences": [{"attribute": "weight", "direction": "high"}]},
    ],
)
def test_what_is_stated_is_not_leant_on_too(leaning: Recommender, stated: dict[str, Any]) -> None:
    assert [one.attribute for one in ask(leaning, **stated).need.leanings] == ["rechargeable"]


@pytest.mark.parametrize(
    "query", ["mouse", "wireless mouse", "a mouse, please", "best mouse", "show me mice", "", "hm"]
)
def test_nothing_is_read_into_words_that_say_nothing(recommender: Recommender, query: str) -> None:
    eager = Recommender(recommender.snapshot, LeaningRanker("", LIGHT))  # leans whatever is said

    answer = ask(eager, query)

    assert (answer.need.leanings, answer.need.strength) == ([], 0.0)
    assert not any(product.fits for product in answer.products)


def test_a_need_that_contradicts_itself_leans_nowhere_on_that(recommender: Recommender) -> None:
    torn = Recommender(recommender.snapshot, LeaningRanker("trains", LIGHT | {"weight": (0.8, 0.8)}))

    assert [one.attribute for one in ask(torn).need.leanings] == ["rechargeable"]


def test_words_without_a_type_are_a_need_only_if_they_are_many(leaning: Recommender) -> None:
    assert ask(leaning, "trains").need.leanings == []
    assert ask(leaning, "trains", constraints=[{"attribute": "category", "value": "Mouse"}]).need.leanings


class Broken(LeaningRanker):
    """Fails where it is asked about the bare type."""

    def rank(self, request: RankingRequest) -> Ranking:
        if request.query == "Mouse":
            raise ZeroDivisionError
        return super().rank(request)


def test_orders_by_relevance_where_the_need_cannot_be_read(recommender: Recommender, plain: Recommender) -> None:
    answer = ask(Recommender(recommender.snapshot, Broken("trains", LIGHT)))

    assert answer.need.leanings == []
    assert [p.id for p in answer.products] == [p.id for p in ask(plain).products]


def knowledge() -> Links:
    light = Decision(concept="weight", grade=3, wants="low", why="it is carried all day")
    unknown = Decision(concept="noise", grade=2.5, wants="low")
    need = Need(need="travel", says=["a mouse for trains"], decides=[light, unknown])
    family = Family(family="mouse", names=["mouse"], matters={"weight": 1, "noise": 1, "price": 2}, needs=[need])
    concepts = {
        "weight": Concept(kind="numeric", labels=["weight"], unit="g"),
        "noise": Concept(kind="numeric", labels=["noise level"]),
        "price": Concept(kind="numeric", labels=["price"]),
    }
    others = {name: Family(family=name, names=[name], matters={"price": 2}) for name in ("kettle", "lamp")}
    return Links(Knowledge(concepts, {"mouse": family} | others))


def test_cites_buying_knowledge_and_admits_what_no_product_states(leaning: Recommender) -> None:
    leaning.learn(knowledge())

    answer = ask(leaning)

    assert (answer.need.purpose, answer.need.unstated) == ("travel", ["noise level"])
    assert {one.attribute: one.why for one in answer.need.leanings} == {
        "weight": "it is carried all day",
        "rechargeable": None,
    }
    assert {fit.attribute: fit.why for fit in mice(answer)[0].fits}["weight"] == "it is carried all day"


def test_a_type_without_knowledge_goes_by_the_model_alone(leaning: Recommender) -> None:
    leaning.learn(Links(Knowledge({}, {})))

    answer = ask(leaning)

    assert (answer.need.purpose, answer.need.unstated) == (None, [])
    assert answer.need.leanings


@pytest.mark.parametrize(
    ("query", "request_", "leans"),
    [
        ("mouse", {}, True),
        ("mouse", {"constraints": [{"attribute": "colour", "value": "Red"}]}, True),
        ("red mouse", {}, False),  # a title may say so: what is near to the words comes first
        ("mouse wobble gizmo", {}, False),  # words that nothing is known of may be a name
    ],
)
def test_what_conversations_taught_orders_where_the_words_name_no_product(
    recommender: Recommender, query: str, request_: dict[str, Any], leans: bool
) -> None:
    lesson = Lesson(category="Mouse", conversations=50, values={"weight": {"low": 0.5, "high": -0.5}})
    experience = Experience(created_at=datetime(2026, 3, 1, tzinfo=UTC), lessons=[lesson])
    taught = Recommender(recommender.snapshot, ExperiencedRanker(LeaningRanker("never said", {}), experience))

    assert (ask(taught, query, **request_).need.strength > 0) == leans
