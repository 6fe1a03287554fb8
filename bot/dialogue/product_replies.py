"""Says what was found out about products that were shown: one of them, some side by side, what belongs to one."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.events import EventType

from bot.dialogue import speech
from bot.dialogue.locale import Locale
from bot.dialogue.replies import show
from bot.dialogue.turn import Turn
from bot.dialogue.wording import in_sentence
from recommender.protocol.companions import Companions, CompareResponse
from recommender.protocol.messages import ComparedRow, Comparison, Details, Products
from recommender.protocol.products import ProductDetail

_MOST_ROWS = 12


def say_details(turn: Turn, found: ProductDetail, asked: Sequence[str]) -> None:
    """Answers what is asked about a product: whether there is one, its price, an attribute; else shows all of it."""
    locale = Locale(turn.locale)
    labels = {name: locale.label(name, label) for name, label in found.labels.items()}
    product = found.model_copy(update={"labels": labels})
    stated = [name for name in asked if name in product.attributes]
    if speech.says("stock", turn.text):
        turn.say("utter_in_stock" if product.available else "utter_out_of_stock", title=product.title)
    elif "price" in asked and product.price is not None:
        price = f"{product.price:.2f} {locale.unit(product.currency) or ''}".strip()
        turn.say("utter_price", title=product.title, price=price)
    elif stated:
        for name in stated:
            _say_value(turn, product, name)
    else:
        turn.say("utter_not_stated" if asked else "utter_details", Details(product=product), title=product.title)


def _say_value(turn: Turn, product: ProductDetail, name: str) -> None:
    value, label = product.attributes[name], product.labels.get(name, name)
    if isinstance(value, bool):
        turn.say("utter_has" if value else "utter_has_not", title=product.title, label=in_sentence(label))
        return
    values = value if isinstance(value, list) else [value]
    stated = ", ".join(f"{v:g}" if isinstance(v, float) else str(v) for v in values)
    unit = product.units.get(name)
    turn.say("utter_value", title=product.title, label=label, value=f"{stated} {unit}" if unit else stated)


def say_comparison(turn: Turn, compared: CompareResponse) -> None:
    """Shows products side by side."""
    locale = Locale(turn.locale)
    rows = [
        ComparedRow(attribute=row.name, label=locale.label(row.name, row.label), unit=row.unit, values=row.values)
        for row in compared.attributes[:_MOST_ROWS]
    ]
    turn.say("utter_comparison", Comparison(products=compared.products, rows=rows))


def say_companions(turn: Turn, response: str, companions: Companions, title: str) -> list[EventType]:
    """Shows what belongs to the product of this title."""
    found = [companion.product for companion in companions.products]
    listed = Products(
        products=found,
        total=len(found),
        query_id=companions.query_id,
        model_version=companions.model_version,
        catalog_version=companions.catalog_version,
    )
    turn.say(response, listed, title=title)
    return show(found)
