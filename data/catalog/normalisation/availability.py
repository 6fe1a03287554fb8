"""Whether something can be bought, as shops write it: words, links of schema.org, numbers of a stock, yes and no.

One reader for all importers. Whether the shop offers a product at all (a draft, a hidden one) is the importers' to say
(`RawProduct.withheld`): state is not stock.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from data.catalog.importers.rows import RawAvailability, RawProduct, RawVariant
from data.catalog.normalisation.texts import is_placeholder, plain
from data.catalog.reports import ImportReport
from language.lexicon import LEXICON, Kinds
from language.numbers import read_number
from language.remarks import remarks
from language.words import spelled

_SCHEMA_ORG = re.compile(r"^(?:https?://)?(?:www\.)?schema(?:\.org/|:)", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMBER = re.compile(r"(?<![\w.,])(?P<sign>[-−])?(?P<number>\d[\d ]*(?:[.,]\d+)*)(?P<plus>\s?\+)?(?![\w])")
_MOST_CHARACTERS = 200
"""What is longer says more than the stock."""
_MORE = re.compile(r"(?:>|≥|more than|over)\s*$", re.IGNORECASE)


def told_availability(row: RawProduct, raw: RawProduct | RawVariant, report: ImportReport) -> bool:
    """Whether a product, or one of its variants, can be bought. What is not stated or not understood is available; the
    latter is told, once a word.
    """
    available = read_availability(raw.available)
    if available is None and not is_nothing(raw.available):
        what = f"availability {str(raw.available).strip()[:40]!r} is not known; taken as available"
        report.assumed(raw.line, row.id, what, "put true or false there, or name another column as `available`")
    return available is not False


def is_nothing(raw: RawAvailability) -> bool:
    """Whether nothing is stated."""
    return raw is None or (isinstance(raw, str) and is_placeholder(raw))


def read_availability(raw: RawAvailability) -> bool | None:
    """Whether what is written says that something can be bought; None if it says nothing, or nothing that is known.

    A backorder and a preorder can be bought, something discontinued cannot.
    """
    if raw is None or isinstance(raw, bool):
        return raw
    return raw > 0 if isinstance(raw, (int, float)) else _of_text(raw)


@lru_cache(maxsize=10_000)
def _of_text(raw: str) -> bool | None:
    text = _CAMEL.sub(" ", _SCHEMA_ORG.sub("", plain(raw))).replace("_", " ").strip()
    if len(text) > _MOST_CHARACTERS:
        return None
    if spelled(text) in LEXICON.stated_yes:
        return True
    if spelled(text) in LEXICON.stated_no:
        return False
    said = _of_words(text)
    counted = _of_number(text)
    if counted is None or said is False:
        return said
    return counted


def _of_words(text: str) -> bool | None:
    """Of the phrases that are known: nothing speaks louder than that something cannot be bought."""
    found = [remark.kinds for remark in remarks(text, LEXICON.stock)]
    if glued := _glued().get(spelled(text)):
        found.append(glued)
    if any("unavailable" in kinds for kinds in found):
        return False
    if any("available" in kinds for kinds in found):
        return not any("not" in kinds for kinds in found)
    return None


@cache
def _glued() -> Kinds:
    """The phrases as one word: outofstock."""
    return {phrase.replace(" ", ""): kinds for phrase, kinds in LEXICON.stock.items()}


def _of_number(text: str) -> bool | None:
    """Of the only number of a text: "0.0000", "5 in stock", ">5", "10+", "noch 3"."""
    numbers = list(_NUMBER.finditer(text))
    if len(numbers) != 1:
        return None
    (match,) = numbers
    number = read_number(match["number"].strip())
    if match["plus"] or _MORE.search(text[: match.start()]):
        return not match["sign"]
    return number > 0 and not match["sign"]
