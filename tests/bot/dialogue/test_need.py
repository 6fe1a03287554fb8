"""What a shopper needs, turn by turn: new searches, refinements, choices, no preference."""

from __future__ import annotations

import pytest

from bot.dialogue.need import Need, says_something, told
from data.catalog.constraints import Constraint, Range
from recommender.protocol.understand import UnderstandResponse


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
