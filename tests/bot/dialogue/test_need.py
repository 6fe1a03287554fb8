"""What a shopper needs, turn by turn: new searches, refinements, choices, no preference."""

from __future__ import annotations

import pytest

from bot.dialogue.need import Need, says_something, told, widened
from data.catalog.constraints import Constraint, Note, Range
from recommender.protocol.understand import NamedByNumber, UnderstandResponse


def understood(rest: str = "", types: tuple[str, ...] = (), **constraints: str) -> UnderstandResponse:
    linked = [Constraint(attribute=name, value=value, text=value.lower()) for name, value in constraints.items()]
    return UnderstandResponse(product_types=list(types), constraints=linked, rest=rest)


BLACK = Constraint(attribute="colour", value="Black")
MOUSE = Need("wireless mouse", (BLACK,), declined=("weight",), asked="brand", offset=5, product_types=("Mouse",))


def test_the_first_words_open_a_search_and_values_stay_in_its_query() -> None:
    need = told(Need(), understood("mouse", ("Mouse",), connectivity="Wireless"))

    assert need.query == "wireless mouse"
    assert [(c.attribute, c.value) for c in need.constraints] == [("connectivity", "Wireless")]


def test_another_product_type_opens_a_new_search() -> None:
    need = told(MOUSE, understood("laptop", ("Laptop",)))

    assert need == Need(query="laptop", product_types=("Laptop",))


def test_the_same_product_type_refines_the_search() -> None:
    need = told(MOUSE, understood("mice mouse", ("Mouse",), brand="Norvik"))

    assert need.query.startswith("wireless mouse")
    assert {c.attribute for c in need.constraints} == {"colour", "brand"}


def test_constraints_said_before_the_product_hold_for_it() -> None:
    need = told(told(Need(), understood("", (), price="50")), understood("mouse", ("Mouse",)))

    assert (need.query, [c.attribute for c in need.constraints]) == ("50 mouse", ["price"])


def test_another_word_for_the_same_type_refines_the_search() -> None:
    need = told(MOUSE, understood("mice", ("Mouse",)))

    assert need.constraints == (BLACK,)


def test_words_of_a_constraint_extend_the_query_once() -> None:
    need = told(told(MOUSE, understood("for travel")), understood("travel"))

    assert need.query == "wireless mouse for travel"
    assert need.offset == 0


def test_a_newer_constraint_replaces_the_older_one_about_the_same_attribute() -> None:
    need = MOUSE.constrained_by(Constraint(attribute="colour", value="Red"))

    assert [c.value for c in need.constraints] == ["Red"]
    assert (need.asked, need.offset) == (None, 0)


def test_declining_drops_the_constraint_and_is_remembered_once() -> None:
    need = MOUSE.declining("colour").declining("colour")

    assert need.constraints == ()
    assert need.declined == ("weight", "colour")


def test_a_constraint_about_a_declined_attribute_takes_the_decline_back() -> None:
    assert MOUSE.constrained_by(Constraint(attribute="weight", value=Range(max=80))).declined == ()


def test_what_the_catalog_does_not_know_is_left_out() -> None:
    assert MOUSE.without({"colour", "weight"}) == Need("wireless mouse", (), (), "brand", 5, ("Mouse",))


@pytest.mark.parametrize(
    ("said", "something"),
    [(understood("travel"), False), (understood("", ("Mouse",)), True), (understood("", (), brand="Norvik"), True)],
)
def test_tells_whether_words_name_something_of_the_catalog(said: UnderstandResponse, something: bool) -> None:
    assert says_something(said) is something


def test_a_value_that_is_fine_too_stands_beside_the_one_asked_for() -> None:
    wider = widened(MOUSE, understood(colour="Grey"))

    assert [(c.attribute, c.op, c.value) for c in wider.constraints] == [("colour", "in", ("Black", "Grey"))]
    assert widened(wider, understood(colour="Red")).constraints[0].value == ("Black", "Grey", "Red")
    assert widened(MOUSE, understood(brand="Norvik")) == MOUSE


def test_a_bound_that_is_fine_too_is_the_looser_one() -> None:
    cheap = Need(constraints=(Constraint(attribute="price", op="lte", value=100.0),))
    said = UnderstandResponse(
        product_types=[], constraints=[Constraint(attribute="price", op="lte", value=150.0)], rest=""
    )

    assert widened(cheap, said).constraints[0].value == 150.0
    assert (
        widened(widened(cheap, said), said.model_copy(update={"constraints": list(cheap.constraints)}))
        .constraints[0]
        .value
        == 150.0
    )


def test_products_of_other_types_are_left_out_only_where_the_type_is_sure() -> None:
    said = understood("tablet", ("Tablet",))
    sure, unsure = told(Need(), said), told(Need(), said.model_copy(update={"type_certainty": 0.2}))

    assert [c.value for c in sure.request().constraints] == [("Tablet",)]
    assert unsure.request().constraints == []


def test_a_guessed_type_is_no_reason_to_leave_what_is_looked_for() -> None:
    guessed = understood("case", ("Case",)).model_copy(update={"type_certainty": 0.2})

    assert told(MOUSE, guessed).product_types == ("Mouse",)


def test_what_was_spoken_of_is_to_be_stated() -> None:
    said = understood("bike", ("Bicycle",)).model_copy(update={"about": ["range"]})
    request = told(Need(), said).request()

    assert [(c.attribute, c.op, c.strength) for c in request.constraints[1:]] == [("range", "gte", "soft")]
    assert len(told(Need(), said).declining("range").request().constraints) == 1


def test_a_product_that_is_named_by_its_number_opens_a_search_of_its_own() -> None:
    named = NamedByNumber(said="LA90PM", ids=["charger"])
    said = understood("LA90PM").model_copy(update={"named": [named]})
    missing = understood("XQ-77").model_copy(update={"notes": [Note(text="XQ-77", reason="", kind="unknown_code")]})

    assert says_something(said)
    for one in (said, missing):
        assert (told(MOUSE, one).query, told(MOUSE, one).product_types) == (one.rest, ())
