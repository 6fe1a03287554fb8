"""Which attributes a text names, with or without a value: "forget the colour", "how heavy is it", "not that brand".

Knows labels and the words that ask for them; what is then done with the attribute is the conversation's.
"""

from __future__ import annotations

import re
from collections import defaultdict

from data.catalog.products import BRAND, CATEGORY, PRICE
from language.lexicon import LEXICON
from language.segmentation import Segmenter, has_han
from language.words import fold, joined, phrase_key, words
from retrieval.attribute_table import AttributeTable, Bools
from retrieval.understanding.evidence import Evidence

_LONGEST = 3
_FEWEST_LETTERS = 3
_ALWAYS = {PRICE: LEXICON.price_words, BRAND: LEXICON.brand_words}
"""Words for what every shop has, whatever its labels say."""
_NO_PRICE = re.compile(
    rf"\b(?:{'|'.join(LEXICON.how_much)}) (?=.*\b(?:{'|'.join(sorted(LEXICON.how_much_besides))})\b)"
)
"""What is asked like a price and is none: "how much does it weigh"."""


class Names:
    """The labels of one catalog by their words. Immutable, so threads may share it."""

    def __init__(self, table: AttributeTable, evidence: Evidence, segmenter: Segmenter) -> None:
        self._table = table
        self._evidence = evidence
        self._segmenter = segmenter
        self._exact: dict[str, set[int]] = defaultdict(set)
        self._within: dict[str, set[int]] = defaultdict(set)
        for number, attribute in enumerate(table.attributes):
            if attribute.name == CATEGORY:
                continue
            key = phrase_key(attribute.label)
            self._exact[key].add(number)
            for word in segmenter.cut(key) if has_han(key) else key.split():
                self._within[word].add(number)
        for name, said in _ALWAYS.items():
            for word in said if name in table.ids else ():
                self._exact[phrase_key(word)].add(table.ids[name])

    def named(self, text: str, rows: Bools | None) -> list[str]:
        """Names of the attributes that the text names, in its order; of several that a word may mean, the one that
        most of the products in question (`rows`; all, if None) state.
        """
        said = self._segmenter.cut(text) if has_han(text) else words(_NO_PRICE.sub("", fold(text)))
        keys = [phrase_key(word) for word in said]
        found: dict[int, None] = {}
        at = 0
        while at < len(keys):
            for length in range(min(_LONGEST, len(keys) - at), 0, -1):
                attribute = self._of(joined(keys[at : at + length]), rows)
                if attribute is not None:
                    found.setdefault(attribute)
                    at += length
                    break
            else:
                at += 1
        return [self._table.attributes[number].name for number in found]

    def _of(self, key: str, rows: Bools | None) -> int | None:
        is_short = len(key) < _FEWEST_LETTERS and key.isascii()
        if is_short or key in LEXICON.stop_words:
            return None
        others = LEXICON.label_words.get(key, ())
        adjective = LEXICON.adjectives[key].labels if key in LEXICON.adjectives else ()
        sets = [self._exact.get(word) for word in (key, *others)]
        for meant in sets + [self._within.get(word) for word in (key, *others, *adjective)]:
            stating = {number: self._evidence.covering(number, rows) for number in meant or ()}
            best = max(stating, key=lambda number: (stating[number], -number), default=None)
            if best is not None and stating[best]:
                return best
        return None


def words_of(table: AttributeTable) -> frozenset[str]:
    """The words of the catalog's values and labels, which no spelling correction may touch."""
    values = (value for value in table.values if isinstance(value, str))
    labels = (attribute.label for attribute in table.attributes)
    return frozenset(word for text in (*values, *labels) for word in words(text))
