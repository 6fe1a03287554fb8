"""Which of the products shown is meant: "the second one", "number 3", "the cheapest of them", "the blue one", "it".

Places are read here, in the languages of the assistant; what describes a product is read by the recommender.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from rasa_sdk import Tracker

from data.catalog.constraints import Constraint, Preference, Range
from recommender.client import RecommenderClient
from recommender.protocol.products import ProductDetail
from recommender.protocol.understand import UnderstandRequest

MOST_SHOWN = 20
"""Products of a conversation's last list that can be pointed at."""
_ORDINALS = (
    r"first|1st|第一|第1(?!\d)|(?<!\d)1号",
    r"second|2nd|第二|第2(?!\d)|(?<!\d)2号",
    r"third|3rd|第三|第3(?!\d)|(?<!\d)3号", r"fourth|4th|第四|第4", r"fifth|5th|第五|第5",
    r"sixth|6th|第六|第6", r"seventh|7th|第七|第7", r"eighth|8th|第八|第8",
)  # fmt: skip
_WORD = re.compile(r"(?<![a-z])(?:{})(?![a-z])".format("|".join(f"(?P<n{i}>{o})" for i, o in enumerate(_ORDINALS))))
_NUMBER = re.compile(r"(?:number|no\.?|nr\.?|#|option|product)\s*(\d{1,2}|one|two|three|four|five)\b")
_BARE = re.compile(r"(?:ok|no|nr|number|the)?[\s.#]*(\d)[\s.!]*")
"""A message that is a place and nothing else."""
_LAST = re.compile(r"\blast\b(?! (?:week|month|year|night|time|order))|最后")
_FIRST_SOME = re.compile(r"\b(?:first|top)\s+(two|three|four|2|3|4)\b|前面?(两|三|四|2|3|4)|头(两|三|四)[个款]")
_SOME = {"two": 2, "three": 3, "four": 4, "2": 2, "3": 3, "4": 4, "两": 2, "三": 3, "四": 4}
_COUNTED = r"(one|two|three|four|five|[1-9])"
_PAIR = re.compile(
    rf"(?<![a-z0-9]){_COUNTED}\s*(?:and|with|to|vs\.?|versus|or|&|和|跟|与)\s*(?:number\s*)?{_COUNTED}(?![a-z0-9])"
)
_SPELT = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
_OF_THEM = re.compile(
    r"\bthe \w+er one\b|\bthe (?:more|less) \w+ one\b"
    r"|\b(?:which|what|who)\b.*\b(?:is|has|'s|are)\b.*\b(?:\w+er|more|less)\b"
)
"""A comparative that picks one of those shown: "the cheaper one", "which is lighter"; "cheaper" alone is a wish."""
_POINTING = re.compile(r"\b(?:it|its|it's|this|that|this one|that one)\b|[这那][个款件双台套只条把张]|它")


def places(text: str, shown: int) -> list[int]:
    """The places, from 0, that a text names among so many products, in its order; those beyond them are left out."""
    said = text.lower()
    some = _FIRST_SOME.search(said)
    if some:
        return list(range(min(shown, _SOME[some[1] or some[2] or some[3]])))
    bare = _BARE.fullmatch(said.strip())
    if bare:
        return [int(bare[1]) - 1] if 0 < int(bare[1]) <= shown else []
    found: list[tuple[int, int]] = []
    for match in _WORD.finditer(said):
        found.append((match.start(), next(i for i in range(len(_ORDINALS)) if match[f"n{i}"])))
    pair = _PAIR.search(said)
    if pair and not found:
        found = [(pair.start(n), int(_SPELT.get(pair[n], pair[n])) - 1) for n in (1, 2)]
    else:
        found += [(match.start(), int(_SPELT.get(match[1], match[1])) - 1) for match in _NUMBER.finditer(said)]
    found += [(match.start(), shown - 1) for match in _LAST.finditer(said)]
    return list(dict.fromkeys(place for _, place in sorted(found) if 0 <= place < shown))


def without_places(text: str) -> str:
    """The text without the words that name a place by its number: "number 2" is about no number of pockets."""
    return _NUMBER.sub(" ", text.lower())


def names_place(text: str) -> bool:
    """Whether a text points at a place in a list, however long that list is."""
    return bool(places(text, 100))


class Pointer:
    """Finds the products that a message points at among those shown last."""

    def __init__(self, tracker: Tracker, client: RecommenderClient) -> None:
        self._client = client
        self._text: str = tracker.latest_message.get("text") or ""
        self._types: list[str] = tracker.slots.get("product_types") or []
        self.shown: list[str] = list(tracker.slots.get("shown") or [])[:MOST_SHOWN]
        self.compared: list[str] = list(tracker.slots.get("compared") or [])
        self.focus: str | None = tracker.slots.get("focus")

    async def ids(self) -> list[str]:
        """Ids in the order of the words; empty if the message points at none.

        Raises what the recommender's client raises.
        """
        at = places(self._text, len(self.shown))
        if at:
            return [self.shown[place] for place in at]
        described = await self._described()
        if described:
            return described
        if self.focus and (_POINTING.search(self._text.lower()) or not self.shown):
            return [self.focus]
        return []

    async def one(self) -> str | None:
        """The one product that is meant: pointed at, talked about last, or the only one; None if that is open."""
        found = await self.ids()
        if found:
            return found[0]
        return self.focus or (self.shown[0] if len(self.shown) == 1 else None)

    async def _described(self) -> list[str]:
        """Those that what is said of them tells apart: some fit, and others do not."""
        request = UnderstandRequest(text=self._text[:1000] or "?", product_types=self._types[:20])
        understood = await self._client.understand(request)
        picks = bool(_OF_THEM.search(self._text.lower()))
        ends = [p for p in understood.preferences if p.sorts or (picks and p.compares)]
        if not self.shown or not (understood.constraints or ends):
            return []
        among = self.compared if picks and self.compared else self.shown
        found = await asyncio.gather(*(self._client.product(identity) for identity in among))
        products = [product for product in found if product is not None]
        for constraint in understood.constraints:
            products = [product for product in products if fulfils(product, constraint)]
        for end in ends:
            products = _extreme(products, end)
        return [product.id for product in products] if len(products) < len(self.shown) else []


def fulfils(product: ProductDetail, constraint: Constraint) -> bool:
    """Whether a product states what a wish asks for."""
    stated = values_of(product, constraint.attribute)
    wanted = constraint.value
    if isinstance(wanted, Range):
        low = -float("inf") if wanted.min is None else wanted.min
        high = float("inf") if wanted.max is None else wanted.max
        return any(isinstance(value, int | float) and low <= value <= high for value in stated)
    options = wanted if isinstance(wanted, tuple) else (wanted,)
    match constraint.op:
        case "eq" | "in":
            return any(_same(value, option) for value in stated for option in options)
        case "neq":
            return not any(_same(value, option) for value in stated for option in options)
        case "lt" | "lte":
            return any(isinstance(v, int | float) and v <= float(str(wanted)) for v in stated)
        case _:
            return any(isinstance(v, int | float) and v >= float(str(wanted)) for v in stated)


def values_of(product: ProductDetail, attribute: str) -> list[object]:
    """What a product states about an attribute, as a list."""
    value = product.attributes.get(attribute)
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _same(value: object, wanted: object) -> bool:
    return value == wanted or str(value).casefold() == str(wanted).casefold()


def _extreme(products: Sequence[ProductDetail], end: Preference) -> list[ProductDetail]:
    """The product at the wished end of a numeric attribute."""
    numbers = [
        (float(value), product)
        for product in products
        for value in values_of(product, end.attribute)
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]
    if not numbers:
        return []
    pick = min if end.direction == "low" else max
    return [pick(numbers, key=lambda pair: pair[0])[1]]
