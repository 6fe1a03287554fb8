"""Prices by column: what points and commas mean, which currency a "$" is, what is no price of one product.

All prices of an import are one column: its own numbers show the sign of decimals (first those of the same currency),
its own codes which of several currencies a symbol is. What one text says is `data.catalog.normalisation.price_texts`;
when a sale is in force `data.catalog.normalisation.sales`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from data.catalog.normalisation.price_texts import PriceText, price_text
from language import currencies
from language.decimals import Sign, Written, decimal_sign
from language.lexicon import LEXICON

RawPrice = str | float | None
Stated = tuple[RawPrice, str | None]
"""A price as written, and the currency that the source states beside it."""

WITHOUT_CURRENCY = "price without a currency"
OPEN = "three digits behind a point or comma"


@dataclass(frozen=True, slots=True)
class Price:
    """A price that was read: in major units of `currency`; None with the `fault` that says why.

    `highest` is the other end of a range, `before` what it cost before.
    `assumed` is what was decided that the source leaves open.
    """

    amount: float | None = None
    currency: str | None = None
    highest: float | None = None
    fault: str | None = None
    before: float | None = None
    assumed: tuple[str, ...] = ()


class PriceColumn:
    """Reads the prices of one import. `shop` is the currency of those that state none."""

    def __init__(self, prices: Iterable[Stated], shop: str) -> None:
        texts = [(text, beside) for raw, beside in {*prices} if isinstance(raw, str) and (text := price_text(raw))]
        self._shop = shop
        self._stated = _stated(texts)
        self._bare = next(iter(self._stated)) if len(self._stated) == 1 else shop
        shown: defaultdict[str, list[Written]] = defaultdict(list)
        for text, beside in texts:
            shown[self._currency(text, beside)[0] or ""] += text.numbers
        self._signs: dict[str, Sign | None] = {code: decimal_sign(numbers) for code, numbers in shown.items()}
        self._sign = decimal_sign(number for numbers in shown.values() for number in numbers)

    def read(self, raw: RawPrice, beside: str | None = None) -> Price:
        """The price that is written so. 0 is a price; who sells nothing for it says so elsewhere."""
        if raw is None or raw == "":
            return Price()
        text = PriceText() if not isinstance(raw, str) else price_text(raw)
        if text is None:
            return Price()
        if text.fault:
            return Price(fault=text.fault)
        currency, wrong, assumed = self._currency(text, beside)
        if currency is None:
            return Price(fault=wrong)
        if not isinstance(raw, str):
            return Price(float(raw), currency, assumed=assumed) if raw >= 0 else Price(fault="negative")
        if text.free:
            return Price(0.0, currency, assumed=assumed)
        sign, is_guess = self._sign_of(currency)
        if is_guess and any(number.open for number in text.numbers):
            assumed = (*assumed, f"{OPEN} taken for thousands")
        amounts = sorted(number.value(sign) for number in text.numbers)
        if text.net:
            assumed = (*assumed, "price stated without tax; taken as it is")
        if text.per and text.per not in _pieces():
            assumed = (*assumed, f"price per {text.per}; taken as it is")
        highest = amounts[-1] if amounts[-1] > amounts[0] else None
        before = text.before.value(sign) if text.before else None
        return Price(amounts[0], currency, highest, before=before, assumed=assumed)

    def _sign_of(self, currency: str) -> tuple[Sign | None, bool]:
        """The sign of decimals of prices in a currency, None where three digits are thousands; and if it is a guess."""
        if not currencies.digits(currency):
            return None, False
        if sign := self._signs.get(currency):
            return sign, False
        if currencies.digits(currency) == 3:
            return ".", False
        if not currencies.cash_digits(currency):
            return None, False
        return self._sign, self._sign is None

    def _currency(self, text: PriceText, beside: str | None) -> tuple[str | None, str | None, tuple[str, ...]]:
        """The code of a price's currency, or what is wrong, and what was assumed."""
        stated = (beside or "").strip().lower()
        if stated and not currencies.meant_by(stated):
            return None, f"currency {stated.upper()!r} is not known; state a code of ISO 4217", ()
        spelled = text.spelled or stated
        if not spelled and text.strange:
            return None, f"currency {text.strange.upper()!r} is not known; state a code of ISO 4217", ()
        if not spelled:
            return self._bare, None, (f"{WITHOUT_CURRENCY} taken as {self._bare}",)
        beside_it = currencies.meant_by(stated) if stated else frozenset()
        code = self._one_of(spelled, beside_it)
        if code is None:
            several = ", ".join(sorted(currencies.usually_meant_by(spelled) or currencies.meant_by(spelled))[:6])
            return None, f"{spelled!r} may be {several}; name the currency in the file or in FLOORWALKER_CURRENCY", ()
        is_other = stated and code not in beside_it
        return code, None, (f"{code} in the price counts, not {stated.upper()} beside it",) if is_other else ()

    def _one_of(self, spelled: str, beside: frozenset[str]) -> str | None:
        """The currency that a spelling means here: stated beside it, in this column, the shop's, or the only one."""
        every, usual = currencies.meant_by(spelled), currencies.usually_meant_by(spelled)
        for known in (beside, frozenset(self._stated), frozenset({self._shop})):
            if len(found := every & known) == 1:
                return next(iter(found))
        return next(iter(usual)) if len(usual) == 1 else None


@cache
def _pieces() -> frozenset[str]:
    """Words for one piece, whose price is the product's."""
    return frozenset(word for word, kinds in LEXICON.price_remarks.items() if "each" in kinds)


def _stated(texts: Iterable[tuple[PriceText, str | None]]) -> Counter[str]:
    """The currencies that a column states beyond doubt; "A$" beside "$" says that the "$" is another."""
    spelled = Counter(word for text, beside in texts if (word := text.spelled or (beside or "").strip().lower()))
    symbols = {word for word in spelled if len(currencies.usually_meant_by(word)) != 1}
    found: Counter[str] = Counter()
    for word, count in spelled.items():
        usual = currencies.usually_meant_by(word)
        if len(usual) == 1 and not any(symbol in word for symbol in symbols):
            found[next(iter(usual))] += count
    return found
