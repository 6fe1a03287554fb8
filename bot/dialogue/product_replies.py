"""Says what was found out about products that were shown: one of them, some side by side, what belongs to one."""

from __future__ import annotations

from rasa_sdk.events import EventType

from bot.dialogue import speech
from bot.dialogue.answer_wording import PRICE, AnswerWording
from bot.dialogue.locale import Locale
from bot.dialogue.replies import show
from bot.dialogue.turn import Turn
from recommender.protocol.companions import Companions, CompareResponse
from recommender.protocol.messages import ComparedRow, Comparison, Details, Products
from recommender.protocol.products import ProductDetail
from recommender.protocol.questions import AskedAttribute, AskResponse

_MOST_ROWS = 12
_BRAND = "brand"


def say_answer(turn: Turn, found: AskResponse) -> None:
    """Answers what is asked about products: whether there are any, what they state; else shows all about the first."""
    named = [asked for asked in found.attributes if asked.found_by in ("words", "value")]
    if speech.says("stock", turn.text) and not named:
        _say_stock(turn, found)
    elif found.product is not None and not named and _asks_nothing(turn, found):
        turn.say("utter_details", details(turn, found.product), title=found.product.title)
    elif not found.attributes:
        turn.say("utter_answer", answer=_nothing(turn, found))
    elif found.picked and found.product is not None:
        turn.say("utter_answer", details(turn, found.product), answer=_answer(turn, found))
    elif len(found.products) == 1 and len(found.attributes) == 1 and _say_plainly(turn, found, found.attributes[0]):
        pass
    else:
        turn.say("utter_answer", answer=_answer(turn, found))


def are_others_so(found: AskResponse) -> bool:
    """Whether others of the shop are what is asked for, and of those asked about none is: "any in red?". Whether one of
    them has something or not is no such question."""
    is_one = len(found.products) == 1
    claimed = [asked for asked in found.attributes if asked.claim is not None]
    claims = [asked for asked in claimed if not (is_one and asked.kind == "boolean")]
    return bool(claims) and all(
        asked.elsewhere and all(stated.verdict is False for stated in asked.products) for asked in claims
    )


def asks_for_some(turn: Turn, found: AskResponse) -> bool:
    """Whether it asks for those that are so, in the list and beyond, and not which of the list are: "any in white?"."""
    claims = [asked for asked in found.attributes if asked.claim is not None and asked.kind == "categorical"]
    is_open = speech.says("open_question", turn.text)
    return bool(claims) and len(claims) == len(found.attributes) and len(found.products) > 1 and not is_open


def _asks_nothing(turn: Turn, found: AskResponse) -> bool:
    """Whether the message asks for no part of a product: "tell me about it"."""
    return speech.says("all_about", turn.text) or not (found.says_more or found.attributes or found.quote)


def details(turn: Turn, product: ProductDetail) -> Details:
    """All about a product, with labels in the shopper's language."""
    locale = Locale(turn.locale)
    labels = {name: locale.label(name, label) for name, label in product.labels.items()}
    options = [one.model_copy(update={"label": locale.label(one.name, one.label)}) for one in product.options]
    return Details(product=product.model_copy(update={"labels": labels, "options": options}))


def _say_stock(turn: Turn, found: AskResponse) -> None:
    if len(found.products) == 1:
        (product,) = found.products
        turn.say("utter_in_stock" if product.available else "utter_out_of_stock", title=product.title)
        return
    words = _words(turn)
    there = [product.id for product in found.products if product.available]
    gone = [product.id for product in found.products if not product.available]
    response = "utter_in_stock_all" if not gone else "utter_in_stock_some" if there else "utter_in_stock_none"
    turn.say(response, places=words.places(there), others=words.places(gone))


def _say_plainly(turn: Turn, found: AskResponse, asked: AskedAttribute) -> bool:
    """Says the one value that an open question asks for; False where there is more to say."""
    words, (stated,) = _words(turn), asked.products
    if not stated.values or not speech.says("open_question", turn.text) or asked.models:
        return False
    title, value = found.products[0].title, words.values(asked, stated)
    if asked.name == PRICE and isinstance(stated.values[0], int | float):
        ends = " – ".join(f"{value:.2f}" for value in stated.values)
        price = f"{ends} {Locale(turn.locale).unit(asked.unit) or ''}".strip()
        turn.say("utter_price", title=title, price=price)
    elif asked.kind == "boolean":
        turn.say("utter_has" if stated.values[0] else "utter_has_not", title=title, label=words.label(asked))
    else:
        turn.say("utter_value", title=title, label=words.label(asked), value=value)
    return True


def _answer(turn: Turn, found: AskResponse) -> str:
    """What is stated of the attributes asked about, the answer first."""
    words, is_open = _words(turn), speech.says("open_question", turn.text)
    sentences = [_of_attribute(turn, words, found, place) for place in range(len(found.attributes))]
    if not is_open and _says_no_verdict(found) and not speech.says("also_in", turn.text):
        sentences.insert(0, words.piece("only"))
    if found.purpose and all(asked.found_by == "purpose" for asked in found.attributes):
        sentences.insert(0, words.piece("purpose"))
    if all(not stated.values for asked in found.attributes for stated in asked.products):
        sentences.append(words.piece("person"))
    return words.piece("space").join(filter(None, sentences))


def _says_no_verdict(found: AskResponse) -> bool:
    """Whether something is stated of all that is asked, and nothing of it says yes or no."""
    stated = [own for asked in found.attributes for own in asked.products if own.values]
    is_plain = all(asked.found_by == "meaning" and not asked.towards for asked in found.attributes)
    return is_plain and bool(stated) and all(own.verdict is None for own in stated)


def _of_attribute(turn: Turn, words: AnswerWording, found: AskResponse, place: int) -> str:
    """One attribute in a sentence, and in a second one what else there is."""
    asked = found.attributes[place]
    if len(found.products) > 1:
        first = words.of_some(asked)
    else:
        title, is_open = "" if place else found.products[0].title, speech.says("open_question", turn.text)
        first = words.of_one(asked, title, is_open=is_open or bool(found.picked), alone=len(found.attributes) == 1)
    if asked.found_by == "purpose":
        return words.serving(asked, first)
    more = words.extreme(asked) if asked.towards and len(found.products) > 1 else _more(turn, words, asked)
    return words.piece("space").join(filter(None, [first, more]))


def _more(turn: Turn, words: AnswerWording, asked: AskedAttribute) -> str:
    """What else the products come in, or which others are what is asked for."""
    wants_more = speech.says("also_in", turn.text)
    is_missed = asked.claim is not None and not any(stated.verdict for stated in asked.products)
    if asked.found_by != "meaning":
        more = words.models(asked) if len(asked.products) == 1 or wants_more else ""
        if is_missed and not any(stated.verdict for stated in asked.others) and more:
            return more
    else:
        more = ""
    if is_missed:
        return words.others(asked)
    has_many = asked.kind == "categorical" and asked.name != _BRAND
    return more or (words.common(asked) if wants_more and has_many else "")


def _nothing(turn: Turn, found: AskResponse) -> str:
    """That nothing answers, with what comes nearest, and who can tell."""
    words = _words(turn)
    if found.quote is not None:
        described = next(product.title for product in found.products if product.id == found.quote.id)
        return words.piece("quote", title=described, text=found.quote.text)
    title = found.products[0].title if len(found.products) == 1 else None
    sentences = [words.piece("unknown", title=title) if title else words.piece("unknown_some")]
    near = found.nearest
    if near is not None and any(stated.values for stated in near.products):
        said = words.of_one(near, title, is_open=True) if title else words.of_some(near)
        sentences.append(words.piece("nearest", said=said))
    sentences.append(words.piece("person"))
    return words.piece("space").join(sentences)


def _words(turn: Turn) -> AnswerWording:
    return AnswerWording(turn.locale, {id: place for place, id in enumerate(turn.pointer.shown, 1)})


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
