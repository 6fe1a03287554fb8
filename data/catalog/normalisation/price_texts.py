"""What the text of one price says by itself: its numbers as written, the spelling of its currency, what stands beside.

What a number's points mean and which currency a "$" is, only the column can say (`data.catalog.normalisation.prices`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from data.catalog.normalisation.remarks import Remark, remarks
from data.catalog.normalisation.texts import is_placeholder, plain
from language import currencies, units
from language.decimals import NUMBER, Written, written
from language.lexicon import LEXICON

_PERCENT = re.compile(r"\d+(?:[.,]\d+)?\s*%")
_AMOUNT = re.compile(
    rf"(?:(?<![\w.,])|(?<=\dx))(?P<minus>[-−])?(?P<number>{NUMBER})(?P<whole>\s?[.,]\s?[-–—_]+|[.,](?!\d))?"
)
_JOINS = re.compile(r"\s*[-–—~…]\s*|\s*\.\.+\s*")
_TIMES = re.compile(r"\s*[x×*]\s*")
_MEASURED = re.compile(r"\s?(?P<unit>[^\W\d_]+[²³]?|[^\W\d_]+\d)(?![^\W_])")
_MASK = "\x00"
_MOST_CHARACTERS = 200
"""What is longer is no price."""


@dataclass(frozen=True, slots=True)
class PriceText:
    """A price as written. Without numbers it is free, on request, or not understood (`fault`).

    `spelled` is how its currency is written in lower case, None if it is not; `fault` says why it is no price.
    """

    numbers: tuple[Written, ...] = ()
    spelled: str | None = None
    net: bool = False
    free: bool = False
    fault: str | None = None
    strange: str | None = None
    """A word that may be a currency which is not known."""


@lru_cache(maxsize=100_000)
def price_text(raw: str) -> PriceText | None:
    """What a text says of a price; None if it is empty or only says that there is none."""
    text = unicodedata.normalize("NFKC", plain(raw)).lower().strip()
    if is_placeholder(text):
        return None
    if len(text) > _MOST_CHARACTERS:
        return PriceText(fault="a text, not a price")
    text = _PERCENT.sub(lambda match: " " * len(match.group()), text)
    spelled, masked = _without_currencies(text)
    numbers = [match for match in _AMOUNT.finditer(masked)]
    rest = _blanked(masked, numbers)
    found = remarks(rest, LEXICON.price_remarks)
    said = {kind for remark in found for kind in remark.kinds}
    strange = _strange(rest, found)
    if not numbers:
        return _without_number(said, found)
    said_currency = _narrowest(spelled)
    if spelled and said_currency is None:
        return PriceText(fault=f"two currencies ({' and '.join(sorted(spelled))})")
    fault = _fault(masked, numbers, found)
    if fault:
        return PriceText(fault=fault)
    amounts = [written(match["number"]) for match in numbers]
    read = tuple(_shown(amount, match) for amount, match in zip(amounts, numbers, strict=True) if amount is not None)
    if len(read) < len(numbers):
        return PriceText(fault="the number cannot be read")
    return PriceText(read, said_currency, net="net" in said, strange=strange)


def _without_currencies(text: str) -> tuple[set[str], str]:
    """The spellings of currencies, in the form in which they are looked up, and the text with marks in their place."""
    spelled: set[str] = set()

    def mask(match: re.Match[str]) -> str:
        spelled.add(re.sub(r"\s+(?=[$£¥])", "", match.group()))
        return _MASK * len(match.group())

    return spelled, currencies.pattern().sub(mask, text)


def _narrowest(spelled: set[str]) -> str | None:
    """Of several spellings the one that says most, if they can mean the same: the USD of "$19.99 USD"."""
    if not spelled:
        return None
    best = min(spelled, key=lambda one: (len(currencies.meant_by(one)), one))
    return best if all(currencies.meant_by(best) <= currencies.meant_by(one) for one in spelled) else None


def _blanked(text: str, numbers: list[re.Match[str]]) -> str:
    for match in numbers:
        text = text[: match.start()] + " " * len(match.group()) + text[match.end() :]
    return text.replace(_MASK, " ")


def _strange(rest: str, found: list[Remark]) -> str | None:
    """The first word, or sign of a currency, that is not known."""
    word = next((rest[remark.start : remark.end] for remark in found if not remark.kinds), None)
    return next((character for character in rest if unicodedata.category(character) == "Sc"), word)


def _without_number(said: set[str], found: list[Remark]) -> PriceText:
    if "on_request" in said:
        return PriceText(fault="on request")
    if "free" in said and all(remark.kinds for remark in found):
        return PriceText(free=True)
    return PriceText(fault="no number")


def _fault(text: str, numbers: list[re.Match[str]], found: list[Remark]) -> str | None:
    """Why the numbers are no price: of a quantity, of several pieces, negative, or several without saying how."""
    if any(_is_measured(text, match) for match in numbers) or _is_per_quantity(text, numbers[0], found):
        return "a price of a quantity, not of the product"
    if numbers[0]["minus"]:
        return "negative"
    if len(numbers) == 1:
        up_to = any(
            "to" in remark.kinds and "from" not in remark.kinds for remark in found if remark.end <= numbers[0].start()
        )
        return "only the highest price" if up_to else None
    between = text[numbers[0].end() : numbers[1].start()].replace(_MASK, " ").strip()
    kinds = {k for remark in found if numbers[0].end() <= remark.start < numbers[1].start() for k in remark.kinds}
    if _TIMES.fullmatch(between) or ("deal" in kinds and "to" not in kinds):
        return "a price of several pieces"
    is_range = numbers[1]["minus"] or _JOINS.fullmatch(between) or "to" in kinds
    return None if len(numbers) == 2 and is_range else "several numbers"


def _is_measured(text: str, match: re.Match[str]) -> bool:
    """Whether a unit of measure stands behind the number: "100 g"."""
    unit = _MEASURED.match(text, match.end())
    return unit is not None and units.kind(units.unit_named(unit["unit"])) != ""


def _is_per_quantity(text: str, first: re.Match[str], found: list[Remark]) -> bool:
    """Whether "/" or "per" stands behind the price, and not before a piece."""
    slash = text.find("/", first.end())
    per = [remark for remark in found if "per" in remark.kinds and remark.start >= first.end()]
    places = [slash + 1] * (slash >= 0) + [remark.end for remark in per]
    if not places:
        return False
    behind = [remark for remark in found if remark.start >= min(places)]
    return not any("each" in remark.kinds for remark in behind[:1])


def _shown(amount: Written, match: re.Match[str]) -> Written:
    """ "12,-" and "49.–" show the sign of decimals; so does nothing else that has none."""
    behind = match["whole"] or ""
    if not re.search(r"[-–—_]", behind):
        return amount
    if amount.open:
        return Written(amount.whole + amount.last, decimal="," if amount.open == "." else ".")
    return replace(amount, decimal=amount.decimal or ("." if "." in behind else ","))
