"""What is in force, as it is shown."""

from __future__ import annotations

from bot.dialogue.locale import Locale
from bot.dialogue.need import Need
from bot.dialogue.wishes import wishes_of
from data.catalog.constraints import Constraint, Preference
from recommender.protocol.recommend import USE, RankedAttribute

PRICE = RankedAttribute(name="price", label="Price", weight=0.1, kind="numeric", unit="EUR", values=[])


def test_tells_each_wish_in_the_order_in_which_it_was_said() -> None:
    need = Need(
        "mouse",
        (Constraint(attribute="price", op="lt", value=50.0), Constraint(attribute="shoe_size", value="42")),
        preferences=(Preference(attribute="weight", direction="low"), Preference(attribute="price", direction="low")),
        use="working on the move",
    )

    told = wishes_of(need, [PRICE], Locale("en"))

    assert [(wish.attribute, wish.label, wish.unit, wish.towards) for wish in told] == [
        ("price", "Price", "EUR", None),
        ("shoe_size", "Shoe size", None, None),
        ("weight", "Weight", None, "low"),
        (USE, "Use", None, None),
    ]


def test_keeps_a_shoppers_own_words_to_itself() -> None:
    held = Constraint(attribute="colour", value="Black", text="black, says anna", span=(0, 5))

    [wish] = wishes_of(Need("mouse", (held,)), [], Locale("en"))

    assert wish.constraint == Constraint(attribute="colour", value="Black")


def test_names_what_every_shop_has_in_the_shoppers_language() -> None:
    [wish] = wishes_of(Need("鼠标", (Constraint(attribute="price", op="lt", value=50.0),)), [], Locale("zh"))

    assert wish.label == "价格"
