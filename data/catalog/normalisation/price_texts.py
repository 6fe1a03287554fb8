"""What the text of one price says by itself: its numbers as written, the spelling of its currency, what stands beside.

What a number's points mean and which currency a "$" is, only the column can say (`data.catalog.normalisation.prices`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from data.catalog.normalisation.texts import is_placeholder, plain
from language import currencies, units
from language.decimals import NUMBER, Written, written
from language.lexicon import LEXICON
from language.remarks import Remark, remarks

_PERCENT = re.compile(r"\d+(?:[.,]\d+)?\s*%")
_AMOUNT = re.compile(
    rf"(?:(?<![\w.,])|(?<=\dx))(?P<minus>[-−])?(?P<number>{NUMBER})(?P<whole>\s?[.,]\s?[-–—_]+|[.,](?!\d))?"
)
_JOINS = re.compile(r"\s*[-–—~…]\s*|\s*\.\.+\s*")
_TIMES = re.compile(r"\s*[x×*]\s*")
_MEASURED = re.compile(r"\s?(?P<unit>[^\W\d_]+[²³]?|[^\W\d_]+\d)(?![^\W_])")
_MASK = "\x00"
_STRUCK = re.compile(r"<(del|s|strike)\b[^<>]*>(?P<struck>.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_SIGN_BETWEEN = re.compile(r"(?<=\d)(?P<sign>[€£$])(?P<cents>\d\d)(?![\d.,])")
"""19€90."""
_BRACKETS = re.compile(r"[(\[（][^()\[\]（）]*[)\]）]")
_PER_PIECE = ("mass", "volume", "area")
"""Measures of which a price of one ("€/kg") is beside the price of the product; of others ("€/m") it is the price."""
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
    before: Written | None = None
    """What it cost before ("was 59.90, now 39.90")."""
    per: str | None = None
    """What it is the price of one of, if that is not the product: a metre."""


@lru_cache(maxsize=100_000)
def price_text(raw: str) -> PriceText | None:
    """What a text says of a price; None if it is empty or only says that there is none."""
    text = unicodedata.normalize("NFKC", plain(_STRUCK.sub(r" was \g<struck> now ", raw))).lower().strip()
    if is_placeholder(text):
        return None
    if len(text) > _MOST_CHARACTERS:
        return PriceText(fault="a text, not a price")
    text = _SIGN_BETWEEN.sub(r",\g<cents> \g<sign>", text)
    text = _PERCENT.sub(lambda match: " " * len(match.group()), text)
    spelled, masked = _without_currencies(text)
    masked = _without_asides(masked)
    numbers = [match for match in _AMOUNT.finditer(masked)]
    rest = _blanked(masked, numbers)
    found = remarks(rest, LEXICON.price_remarks)
    said = {kind for remark in found for kind in remark.kinds}
    if not numbers:
        return _without_number(said, found)
    if len(spelled) > 1:
        return PriceText(fault=f"two currencies ({' and '.join(sorted(spelled))})")
    numbers, before = _now_and_before(numbers, found)
    per = _per_one(masked, numbers[-1])
    fault = _fault(masked, numbers, found, per)
    if fault:
        return PriceText(fault=fault)
    amounts = [written(match["number"]) for match in [*numbers, *before]]
    if None in amounts:
        return PriceText(fault="the number cannot be read")
    read = tuple(_shown(a, match) for a, match in zip(amounts, [*numbers, *before], strict=True) if a is not None)
    strange = _strange(rest[: numbers[-1].end()] if per else rest, found)
    return PriceText(
        read[: len(numbers)],
        next(iter(spelled), None),
        net="net" in said,
        strange=strange,
        before=read[len(numbers)] if before else None,
        per=per,
    )


def _without_asides(text: str) -> str:
    """The text without what only stands beside a price: in brackets, or a price of a quantity ("2,66 € / 100 ml")."""
    spans = [match.span() for match in _BRACKETS.finditer(text)]
    for match in _AMOUNT.finditer(text):
        if base := _per_pattern().match(text, match.end()):
            unit = units.unit_named(base["unit"])
            if base["count"] or units.kind(unit) in _PER_PIECE:
                spans.append((match.start(), base.end()))
    bare = text
    for start, end in spans:
        bare = bare[:start] + " " * (end - start) + bare[end:]
    return bare if _AMOUNT.search(bare) else text


def _about(match: re.Match[str]) -> float:
    number = written(match["number"])
    return number.value(None) if number else 0.0


@cache
def _per_pattern() -> re.Pattern[str]:
    """What follows a price of a quantity: "/ 100 g", "per kg"."""
    per = [re.escape(phrase) for phrase, kinds in LEXICON.price_remarks.items() if "per" in kinds]
    word = "|".join(sorted(per, key=len, reverse=True))
    return re.compile(
        rf"[\s{_MASK}]*(?:/|=|(?<![^\W\d_])(?:{word})(?![^\W\d_]))\s*"
        rf"(?P<count>\d+(?:[.,]\d+)?\s?)?(?P<unit>[^\W\d_]+[²³]?|[^\W\d_]+\d)(?![^\W_])"
    )


def _per_one(text: str, last: re.Match[str]) -> str | None:
    """What a price is of one of, where it is a measure of none of those: "8.90 € / m", "per roll"."""
    base = _per_pattern().match(text, last.end())
    if base is None or base["count"] or units.kind(units.unit_named(base["unit"])) in _PER_PIECE:
        return None
    return base["unit"]


def _now_and_before(
    numbers: list[re.Match[str]], found: list[Remark]
) -> tuple[list[re.Match[str]], list[re.Match[str]]]:
    """Of two numbers, the price and what it was, if words say so: "statt 59,90 € nur 39,90 €", "39.90 (was 59.90)"."""
    if len(numbers) != 2:
        return numbers, []
    first, second = numbers
    ahead = {kind for one in found if one.end <= first.start() for kind in one.kinds}
    between = {kind for one in found if first.end() <= one.start < second.start() for kind in one.kinds}
    if "was" in between and "was" not in ahead:
        return [first], [second]
    if "to" in between:
        return numbers, []
    if "was" in ahead or ("now" in between and _about(second) < _about(first)):
        return [second], [first]
    return numbers, []


def _without_currencies(text: str) -> tuple[set[str], str]:
    """The spellings of currencies, in the form in which they are looked up, and the text with marks in their place."""
    spelled: set[str] = set()

    def mask(match: re.Match[str]) -> str:
        spelled.add(re.sub(r"\s+(?=[$£¥])", "", match.group()))
        return _MASK * len(match.group())

    masked = currencies.pattern().sub(mask, text)
    if len(spelled) > 1:  # "$5.00 MXN": the code says which dollar
        best = min(spelled, key=lambda one: (len(currencies.meant_by(one)), one))
        narrower = currencies.meant_by(best)
        spelled = {one for one in spelled if one == best or not narrower <= currencies.meant_by(one)}
    if len(spelled) > 1 and any(_is_letter(one) for one in spelled):  # "8,90 €/m", "2,66 EUR / 1 l"
        for match in currencies.pattern().finditer(text):
            if _is_letter(match.group()):
                masked = masked[: match.start()] + match.group() + masked[match.end() :]
        spelled = {one for one in spelled if not _is_letter(one)}
    return spelled, masked


def _is_letter(spelled: str) -> bool:
    return len(spelled) == 1 and spelled.isascii() and spelled.isalpha()


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


def _fault(text: str, numbers: list[re.Match[str]], found: list[Remark], per: str | None) -> str | None:
    """Why the numbers are no price: of a quantity, of several pieces, negative, or several without saying how."""
    is_of_quantity = per is None and _is_per_quantity(text, numbers[0], found)
    if is_of_quantity or any(_is_measured(text, match) for match in numbers):
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
