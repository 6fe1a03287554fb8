"""The numbers and model names of a message that name products: "is LA90PM in stock", "Panorama V4", "sku 42".

What has a code, `retrieval.search.codes` finds; here is decided whether words are meant as one: by how they are
introduced, and by how unusual they are in the catalog's own texts. Ordinary words and numbers that happen to be
somebody's article number are left to the other steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.catalog.constraints import Note
from language.lexicon import LEXICON
from language.words import joined, phrase_key
from retrieval.attribute_table import AttributeTable
from retrieval.search.codes import CodeIndex, Found, code_key, is_mixed
from retrieval.understanding.message import NamedProducts, Reading, Word, carries_meaning, overlap
from retrieval.understanding.ordinary_words import ordinary_words
from retrieval.understanding.phrases import Phrases

_MOST_WORDS = 5
"""In a code as it is typed: "400 638 133 3931", "LA90PM 111-2"."""
_MOST_FOUND = 12
"""Products that share what is taken for a number; more are a series, which a search finds."""
_LEAST_DIGITS = 5
"""Of a code of digits that nothing introduces: shorter ones are years, sizes, amounts."""
_SHORT = 5
"""Characters of a name in titles up to which it has to fit the rest of the message: "V4", "PS5"."""
_NAMED_BESIDES = 4
"""How many times more texts than those of the products found may have the word that makes a name of a digit."""
_SHORT_LETTERS, _MOST_SLIPS = 3, 4
"""Letters of a part of a code without a digit, and looks for slips in a message: each takes a millisecond."""
_LEAST_UNKNOWN, _NUMBERED = 6, 0.4
"""Characters of what is taken for a number though no product has it, and share of digits in it."""
_MOST_LABEL = 4  # words that introduce a number
_BETWEEN = frozenset(" -._/#:'\u2010\u2011\u2012\u2013")
_INTRODUCING = frozenset(map(phrase_key, LEXICON.code_words))
_FITTING = frozenset(word for phrase in LEXICON.fitting for word in phrase.split())


class CodeStep:
    """Immutable, so threads may share it."""

    def __init__(self, codes: CodeIndex, table: AttributeTable, phrases: Phrases) -> None:
        self._codes = codes
        self._texts = table.text_words
        self._phrases = phrases
        self._labels = frozenset(word for a in table.attributes for word in phrase_key(a.label).split())

    def read(self, reading: Reading) -> None:
        """Keeps the products that are named by a number, and the numbers that no product has; takes the words from the
        other steps, but leaves them to be searched for."""
        for first, end in _runs(reading):
            if not all(word.free for word in reading.words[first:end]) or _is_fitted(reading.words, first):
                continue
            opened = _introduced(reading.words, first)
            found = self._found(reading, first, end, is_introduced=opened is not None)
            if found is not None:
                self._name(reading, first if opened is None else opened, first, end, found)
        for first, end in _runs(reading):
            if all(word.free for word in reading.words[first:end]) and not _is_fitted(reading.words, first):
                self._miss(reading, first, end)

    def _found(self, reading: Reading, first: int, end: int, *, is_introduced: bool) -> Found | None:
        key = _key(reading.words[first:end])
        if not key or (not is_introduced and self._means_another(reading, first, end)):
            return None
        has_digit = any(map(str.isdecimal, key))
        found = self._codes.exact(key, _MOST_FOUND)
        if found is not None and (is_introduced or self._is_unusual(reading, first, end, key, found)):
            return found
        if not has_digit or (reading.asked is not None and not is_introduced):
            return None
        if is_introduced or is_mixed(key) or len(key) > _LEAST_DIGITS:
            found = self._codes.partial(key, _MOST_FOUND) or self._slipped(reading, reading.words[first:end], key)
            if found is not None and (is_introduced or self._is_rare(reading, first, end, found)):
                return found
        return self._titled(reading, first, end, key)

    def _slipped(self, reading: Reading, words: Sequence[Word], key: str) -> Found | None:
        """The product of a number with one wrong character, if every part may be one of a number."""
        parts = all(len(w.text) <= _SHORT_LETTERS or any(map(str.isdecimal, w.text)) for w in words)
        if not parts or len(words) > 2 or reading.slips >= _MOST_SLIPS:
            return None
        reading.slips += 1
        return self._codes.slipped(key)

    def _titled(self, reading: Reading, first: int, end: int, key: str) -> Found | None:
        """What stands in titles alone, with a name before it, or unusual enough by itself."""
        words = reading.words[first:end]
        if len(words) == 1 and not (is_mixed(key) and key[0].isalpha()):
            return None
        if len(words) > 1 and (not words[0].text[0].isalpha() or self._is_common(reading, words[0])):
            return None
        found = self._codes.titled(key, _MOST_FOUND)
        if found is None or (len(words) == 1 and len(key) > _SHORT):
            return found
        others = {w.key for n, w in enumerate(reading.words) if not first <= n < end and w.free and carries_meaning(w)}
        others -= LEXICON.shopping | LEXICON.function_words | LEXICON.small_talk
        titles = {id: self._codes.title(id) for id in found.ids}
        having = {id: len(others & set(title.split())) for id, title in titles.items()}
        if max(having.values()) < len(others) and not self._is_name(words, found):
            return None
        kept = [id for id, count in having.items() if count == max(having.values())]
        beside = [id for id in kept if any(f"{w} {key}" in titles[id] or f"{key} {w}" in titles[id] for w in others)]
        return Found(tuple(beside or kept))

    def _is_name(self, words: Sequence[Word], found: Found) -> bool:
        """Whether the word before a digit stands in hardly another text than those of the products found: "ryzen 5",
        but not "usb 3"."""
        return len(words) > 1 and self._texts.get(words[0].key, 0) <= _NAMED_BESIDES * len(found.ids)

    def _is_common(self, reading: Reading, word: Word) -> bool:
        """Whether a word before a digit is none of a name: a type, a label ("size 40"), a value, a word that says
        nothing."""
        if word.said in LEXICON.function_words or not carries_meaning(word) or self._phrases.types.of(word.key):
            return True
        if word.key in self._labels or word.key in LEXICON.label_words:
            return True
        return self._phrases.sure_meaning(word.key, reading.rows) is not None and not self._phrases.values.is_brand(
            word.key
        )

    def _means_another(self, reading: Reading, first: int, end: int) -> bool:
        """Whether the words are an amount, a comparison, a value or a product type of the catalog."""
        span = reading.span(first, end)
        for quantity in reading.quantities:
            if (
                overlap(quantity.span, span)
                and (quantity.unit or quantity.compared)
                and not _is_inside(quantity.span, span)
            ):
                return True
            if quantity.span == span and quantity.unit:
                return True
        said = joined(word.key for word in reading.words[first:end])
        return bool(self._phrases.types.of(said)) or self._phrases.sure_meaning(said, reading.rows) is not None

    def _is_unusual(self, reading: Reading, first: int, end: int, key: str, found: Found) -> bool:
        """Whether somebody who writes this means the code, and not the word or number that it also is."""
        if is_mixed(key):
            return len(key) >= 3 and self._is_rare(reading, first, end, found)
        if key.isdecimal():
            return len(key) >= _LEAST_DIGITS and reading.asked is None and self._is_rare(reading, first, end, found)
        if end - first > 1 or key in ordinary_words() or not carries_meaning(reading.words[first]):
            return False
        return len(key) >= _SHORT - 1 and self._is_rare(reading, first, end, found)

    def _is_rare(self, reading: Reading, first: int, end: int, found: Found) -> bool:
        """Whether no more texts have the words than products have the code; of several words, the rarest."""
        counts = [self._texts.get(word.key, 0) for word in reading.words[first:end]]
        return min(counts) <= len(found.ids)

    def _name(self, reading: Reading, opened: int, first: int, end: int, found: Found) -> None:
        span = reading.span(first, end)
        for word in reading.words[opened:first]:
            word.used = True
        for word in reading.words[first:end]:
            word.named = True
        reading.quantities = [one for one in reading.quantities if not overlap(one.span, reading.span(opened, end))]
        said = reading.text[slice(*span)]
        reading.named.append(NamedProducts(said, found.ids, found.code, found.label, found.exact, found.visible))

    def _miss(self, reading: Reading, first: int, end: int) -> None:
        """Keeps a number that no product has, if the words are one."""
        words, key = reading.words[first:end], _key(reading.words[first:end])
        digits = sum(map(str.isdecimal, key))
        opened = _introduced(reading.words, first)
        if opened is None:
            letters = len(key) - digits
            is_number = len(key) >= _LEAST_UNKNOWN and digits >= _NUMBERED * len(key) and letters > 1
            if not is_number or any(self._phrases.is_known(word.key) for word in words):
                return
            span = reading.span(first, end)
            if any(quantity.compared and overlap(quantity.span, span) for quantity in reading.quantities):
                return  # "size 42 under 30"
            if self._means_another(reading, first, end) or not is_mixed(key):
                return
        elif not digits:
            return
        said = reading.text[slice(*reading.span(first, end))]
        reading.notes.append(Note(text=said, reason="no product here has this number", kind="unknown_code"))
        for word in reading.words[first if opened is None else opened : first]:
            word.used = True
        for word in words:
            word.named = True
        reading.quantities = [one for one in reading.quantities if not overlap(one.span, reading.span(first, end))]


def _runs(reading: Reading) -> Iterator[tuple[int, int]]:
    """Every run of words that may be typed of one code, the longest first."""
    words, text = reading.words, reading.text
    for length in range(min(_MOST_WORDS, len(words)), 0, -1):
        for first in range(len(words) - length + 1):
            run = words[first : first + length]
            gaps = (text[a.span[1] : b.span[0]] for a, b in zip(run, run[1:], strict=False))
            if all(_BETWEEN.issuperset(gap) and len(gap) < 3 for gap in gaps):
                yield first, first + length


def _key(words: Sequence[Word]) -> str:
    """The key of a code, without what says that a number follows: "lot no. 111"."""
    return code_key(
        "".join(word.text for n, word in enumerate(words) if not n or word.said not in LEXICON.number_words)
    )


def _introduced(words: Sequence[Word], first: int) -> int | None:
    """The place of the words that say that a number follows; None if none do."""
    end = first
    while end and words[end - 1].said in LEXICON.stop_words and words[end - 1].said not in LEXICON.number_words:
        end -= 1
    for length in range(_MOST_LABEL, 0, -1):
        if length <= end and joined(word.key for word in words[end - length : end]) in _INTRODUCING:
            return end - length
    return None


def _is_fitted(words: Sequence[Word], first: int) -> bool:
    """Whether the number is of what the product must fit: "ink for MG5250"."""
    before = words[max(0, first - 3) : first]
    place = max((n for n, word in enumerate(before) if word.said in _FITTING), default=None)
    return place is not None and any(carries_meaning(word) for word in words[: max(0, first - len(before) + place)])


def _is_inside(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1] and inner != outer
