"""Requests answered from the small catalog: twelve mice, of which every second is wireless, and six laptops."""

from __future__ import annotations

from typing import Any

import pytest

from data.catalog.constraints import Constraint, Range
from data.catalog.products import Attribute, Catalog, Product
from ranker.candidates import Ranking, RankingRequest
from recommender.engine.recommender import Recommender
from recommender.engine.snapshot import browsing_order, load_snapshot
from recommender.errors import RejectedConstraint, UnknownCategory, UnknownProduct
from recommender.protocol.recommend import RecommendRequest, RecommendResponse
from recommender.protocol.understand import UnderstandRequest
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex
from tests.retrieval.coded_catalog import coded_catalog


class Broken:
    """A ranker that always fails."""

    version = "broken"

    def rank(self, request: RankingRequest) -> Ranking:
        raise ZeroDivisionError(f"{len(request.candidates)} candidates")


def ask(recommender: Recommender, query: str = "mouse", **options: Any) -> RecommendResponse:
    constraints = [Constraint(**constraint) for constraint in options.pop("constraints", [])]
    return recommender.recommend(RecommendRequest(query=query, constraints=constraints, **options))


def constraint(attribute: str, value: Any, op: str = "eq") -> dict[str, Any]:
    return {"attribute": attribute, "op": op, "value": value}


def colours(answer: RecommendResponse) -> dict[Any, int]:
    return {v.value: v.count for a in answer.attributes if a.name == "colour" for v in a.values}


def test_weights_sum_to_one_and_fall(recommender: Recommender) -> None:
    weights = [attribute.weight for attribute in ask(recommender).attributes]

    assert sum(weights) == pytest.approx(1)
    assert weights == sorted(weights, reverse=True)


def test_an_answer_keeps_what_fulfils_it_and_drops_what_contradicts_it(recommender: Recommender) -> None:
    answer = ask(recommender, constraints=[constraint("connectivity", "Wireless")], limit=20)

    fulfilling = [product for product in answer.products if product.matched]
    assert [product.attributes["connectivity"] for product in fulfilling] == ["Wireless"] * 6
    assert answer.products[: len(fulfilling)] == fulfilling
    assert all("connectivity" not in product.attributes for product in answer.products[len(fulfilling) :])
    assert answer.total == len(answer.products)


def test_a_soft_constraint_orders_and_leaves_nothing_out(recommender: Recommender) -> None:
    soft, red = {**constraint("connectivity", "Wireless"), "strength": "soft"}, constraint("colour", "Red")

    answer = ask(recommender, constraints=[soft], limit=20)

    stand = [(bool(product.matched), bool(product.missed)) for product in answer.products]
    assert stand == sorted(stand, key=lambda pair: (not pair[0], pair[1]))
    assert {True, False} == {fulfils for fulfils, _ in stand}
    assert answer.total == ask(recommender).total == len(answer.products)
    with_red = ask(recommender, constraints=[red, soft], limit=20)
    assert with_red.total == ask(recommender, constraints=[red]).total
    assert colours(with_red) == colours(ask(recommender, constraints=[red]))


def test_a_soft_constraint_that_nothing_fulfils_is_no_reason_to_give_anything_up(recommender: Recommender) -> None:
    soft = {**constraint("colour", "Ultraviolet"), "strength": "soft"}

    answer = ask(recommender, constraints=[soft, constraint("connectivity", "Telepathic")])

    assert ask(recommender, constraints=[soft]).total == ask(recommender).total
    assert [constraint.attribute for constraint in answer.relaxable] == ["connectivity"]


@pytest.mark.parametrize("spelling", ["wireless", "WIRELESS", " Wireless "])
def test_an_answer_may_be_spelled_otherwise(recommender: Recommender, spelling: str) -> None:
    assert (
        len([p for p in ask(recommender, constraints=[constraint("connectivity", spelling)]).products if p.matched])
        == 5
    )


@pytest.mark.parametrize(
    "value", [Range(min=60, max=62), 60.0, Range(max=64)], ids=["range", "raw value", "open range"]
)
def test_a_number_is_answered_by_an_offered_range_or_its_raw_value(recommender: Recommender, value: Any) -> None:
    answer = ask(recommender, constraints=[constraint("weight", value)])

    assert answer.products[0].id == "mouse-0"  # it weighs 60 g, the next one 65 g
    assert answer.products[0].matched == ["weight"]


def test_every_offered_answer_leads_to_as_many_products_as_it_says(recommender: Recommender) -> None:
    for attribute in ask(recommender).attributes:
        for offered in attribute.values:
            answer = ask(recommender, constraints=[constraint(attribute.name, offered.value)], limit=20)
            assert len([p for p in answer.products if p.matched]) == offered.count, (attribute.name, offered.label)


def test_offered_ranges_cover_every_value(recommender: Recommender, small_catalog: Catalog) -> None:
    price = next(attribute for attribute in ask(recommender).attributes if attribute.name == "price")

    ranges = [offered.value for offered in price.values]
    assert all(isinstance(offered, Range) for offered in ranges)
    for product in small_catalog.products:
        assert any(
            (r.min is None or r.min <= product.price) and (r.max is None or product.price <= r.max)  # type: ignore[operator,union-attr]
            for r in ranges
        )


def test_a_declined_attribute_is_not_ranked_again(recommender: Recommender) -> None:
    first = ask(recommender).attributes[0].name

    assert first not in [attribute.name for attribute in ask(recommender, declined=[first]).attributes]


def test_a_settled_attribute_still_offers_the_other_answers(recommender: Recommender) -> None:
    answer = ask(recommender, constraints=[constraint("colour", "Red")])

    colour = next(attribute for attribute in answer.attributes if attribute.name == "colour")
    assert {offered.value for offered in colour.values} >= {"Red", "Black", "White"}


def test_an_empty_query_browses_one_category_after_the_other(recommender: Recommender) -> None:
    answer = ask(recommender, query="", limit=4)

    assert answer.total == 18
    assert [product.category for product in answer.products] == ["Mouse", "Laptop", "Mouse", "Laptop"]


def test_browsing_puts_what_is_not_available_last() -> None:
    products = tuple(Product(str(i), "Cup", category="Cup", available=i != 0) for i in range(3))
    catalog = Catalog("1", products, {"category": Attribute("category", "Category", "categorical")})

    assert browsing_order(catalog).tolist() == [1, 2, 0]


def test_show_more_goes_on_where_the_page_ended(recommender: Recommender) -> None:
    both = [product.id for product in ask(recommender, limit=6).products]

    assert [product.id for product in ask(recommender, limit=3).products] == both[:3]
    assert [product.id for product in ask(recommender, limit=3, offset=3).products] == both[3:]
    assert ask(recommender, offset=10_000).products == []


def test_a_constraint_that_nothing_fulfils_is_named_as_relaxable(recommender: Recommender) -> None:
    impossible, possible = constraint("colour", "Ultraviolet"), constraint("connectivity", "Wireless")

    answer = ask(recommender, constraints=[impossible, possible])

    assert (answer.total, answer.products, answer.decision) == (0, [], "show")
    assert answer.relaxable == [Constraint(**impossible)]


def test_two_constraints_that_exclude_each_other_are_both_relaxable(recommender: Recommender) -> None:
    constraints = [constraint("price", 20, "lt"), constraint("price", 400, "gt")]

    answer = ask(recommender, query="", constraints=constraints)

    assert answer.total == 0
    assert sorted(c.op for c in answer.relaxable) == sorted(each["op"] for each in constraints)


def test_products_that_do_not_say_are_fine_with_a_constraint_to_avoid_something(recommender: Recommender) -> None:
    answer = ask(recommender, query="", constraints=[constraint("memory", 8, "neq")], limit=20)

    assert answer.total == 16  # two laptops have 8 GB, mice have no memory


def test_unknown_attributes_are_listed_and_ignored(recommender: Recommender) -> None:
    answer = ask(recommender, constraints=[constraint("flavour", "Mint")], declined=["smell", "flavour"])

    assert answer.unknown_attributes == ["flavour", "smell"]
    assert answer.total == ask(recommender).total


@pytest.mark.parametrize(
    ("impossible", "reason"),
    [
        (constraint("weight", "heavy"), "weight"),
        (constraint("rechargeable", "perhaps"), "yes or no"),
        (constraint("price", float("inf"), "lt"), "finite"),
        (constraint("price", [float("nan")], "in"), "finite"),
    ],
)
def test_a_value_that_does_not_fit_is_rejected_by_its_place(
    recommender: Recommender, impossible: dict[str, Any], reason: str
) -> None:
    with pytest.raises(RejectedConstraint, match=reason) as rejected:
        ask(recommender, constraints=[constraint("colour", "Red"), impossible])

    assert rejected.value.field == "constraints.1.value"


@pytest.mark.parametrize(
    "query", ["无线鼠标", "🙂🙂", "<script>alert(1)</script>", "'; drop table products; --", "x" * 1000]
)
def test_any_query_gets_an_answer(recommender: Recommender, query: str) -> None:
    answer = ask(recommender, query=query)

    assert answer.total >= len(answer.products)


def test_explains_every_weight_by_its_parts(recommender: Recommender) -> None:
    answer = ask(recommender, explain=True)

    for attribute in answer.attributes:
        assert attribute.explanation is not None
        assert set(attribute.explanation.parts) == {"narrows", "brief"}
        assert attribute.explanation.sentence.startswith(attribute.label)
    assert ask(recommender).attributes[0].explanation is None


def test_orders_by_statistics_when_the_ranker_fails(recommender: Recommender) -> None:
    broken = Recommender(recommender.snapshot, Broken())

    answer = ask(broken)

    assert answer.model_version == "statistics-1"
    assert answer.attributes[0].weight > 0
    assert len(answer.products) == 5


def test_reports_how_long_each_step_took(recommender: Recommender) -> None:
    assert set(ask(recommender).latency_ms) == {"retrieve", "rank", "order", "total"}


def test_every_answer_has_an_id_of_its_own(recommender: Recommender) -> None:
    assert ask(recommender).query_id != ask(recommender).query_id


def test_same_request_same_answer(recommender: Recommender) -> None:
    first, second = (
        ask(recommender, declined=["brand"]).model_dump(exclude={"query_id", "latency_ms"}) for _ in range(2)
    )

    assert first == second


def test_a_products_detail_has_labels_and_units(recommender: Recommender) -> None:
    found = recommender.view.product("mouse-3")

    assert found.attributes["weight"] == 75.0
    assert found.attributes["brand"] == "Norvik"
    assert found.labels["weight"] == "Weight"
    assert found.units == {"weight": "g", "price": "EUR"}
    with pytest.raises(UnknownProduct, match="no product 'mouse-99'"):
        recommender.view.product("mouse-99")


def test_attributes_of_a_category_are_counted_in_it(recommender: Recommender) -> None:
    laptops = {attribute.name: attribute.products for attribute in recommender.view.attributes("laptop")}

    assert laptops["memory"] == 6
    assert "connectivity" not in laptops
    assert {a.name: a.products for a in recommender.view.attributes()}["colour"] == 18
    with pytest.raises(UnknownCategory, match="no category 'Spaceship'"):
        recommender.view.attributes("Spaceship")


def test_understands_words_in_the_catalogs_terms(recommender: Recommender) -> None:
    understood = recommender.understand(UnderstandRequest(text="wireless mouse under 30 EUR"))

    assert understood.product_types == ["Mouse"]
    by_attribute = {constraint.attribute: constraint for constraint in understood.constraints}
    assert by_attribute["connectivity"].value == "Wireless"
    assert by_attribute["price"].op in ("lt", "lte")


@pytest.mark.parametrize(
    ("text", "attribute"),
    [("under 70", "weight"), ("a mouse under 70", "price")],  # naming a type opens a subject of its own
)
def test_a_number_answers_the_question_unless_a_product_type_is_named(
    recommender: Recommender, text: str, attribute: str
) -> None:
    understood = recommender.understand(UnderstandRequest(text=text, asked="weight"))

    assert [constraint.attribute for constraint in understood.constraints] == [attribute]


@pytest.fixture(scope="module")
def coded(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Recommender:
    catalog = coded_catalog()
    folder = ProductIndex.build(catalog, encoder, tmp_path_factory.mktemp("coded"))
    return Recommender(load_snapshot(folder, encoder, lambda _version: catalog))


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("LA90PM", "charger"),
        ("is la90pm111-2 in stock", "charger"),
        ("tripod head Panorama V4", "panorama-v4"),
        ("lot 111", "lamp"),
        ("ryzen 5 7600", "cpu"),
    ],
)
def test_a_product_that_is_named_by_its_number_comes_first(coded: Recommender, query: str, first: str) -> None:
    assert coded.recommend(RecommendRequest(query=query)).products[0].id == first


def test_a_number_alone_is_answered_with_its_products_alone(coded: Recommender) -> None:
    assert [product.id for product in coded.recommend(RecommendRequest(query="4006381333931")).products] == ["pen"]


def test_says_by_which_number_a_product_was_found_and_which_number_none_has(coded: Recommender) -> None:
    found = coded.understand(UnderstandRequest(text="LA90PM"))
    (named,) = found.named
    assert (named.ids, named.code, named.label, named.exact, named.visible) == (
        ["charger"],
        "LA90PM111-2",
        "MPN",
        False,
        False,
    )
    assert [n.kind for n in coded.understand(UnderstandRequest(text="XQZ-9917-K")).notes] == ["unknown_code"]
