"""The phrases of one catalog: which words name a product type, a value or an attribute, exactly or nearly.

Knows how sure a phrase is of its meaning, measured on the shop's own texts; what a sentence means is put
together in `retrieval.understanding.linker`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from language.lexicon import LEXICON
from language.segmentation import Segmenter, has_han
from language.spelling import LEAST_LETTERS, NearestWords
from retrieval.attribute_table import AttributeTable, Bools
from retrieval.understanding.evidence import COMMON, HALF, LEAST_PRODUCTS, Evidence
from retrieval.understanding.label_phrases import LabelPhrases
from retrieval.understanding.type_names import TypeNames
from retrieval.understanding.value_phrases import Meaning, ValuePhrases

_DOMINATES = 0.6
"""Share of the products meant that one attribute must have: below, the words could mean two things."""
_FEW_MEANINGS = 8
"""A value of more attributes than this ("USB") is an ordinary word, unless very many of the products state it."""
_LEAST_PARTIAL, _MOST_PARTIAL, _PARTLY, _SURE_OF_PART = 4, 12, 0.3, 0.12
"""Letters of a word for part of a value, values it may stand for, share of the products in question that state the
attribute, and share of the products with the word in their texts that state such a value."""
_NO_PART = LEXICON.stop_words | LEXICON.vague_nouns | LEXICON.small_talk | LEXICON.said_of_all
"""Words that stand for no value of which they are a part."""


class Phrases:
    """Looks phrases up by `language.words.phrase_key`. Immutable, so any number of threads may read it."""

    def __init__(self, table: AttributeTable, evidence: Evidence, segmenter: Segmenter) -> None:
        self._texts = table.text_words
        self._evidence = evidence
        self.values = ValuePhrases(table, evidence)
        self.types = TypeNames(table, self.values.stated_by, segmenter)
        self.labels = LabelPhrases(table, evidence, self.types)
        self._spellings = NearestWords(key for key in self._own() if len(key) >= LEAST_LETTERS)

    def sure_meaning(self, key: str, rows: Bools | None = None) -> Meaning | None:
        """What the phrase stands for with nobody having asked; None if that is ambiguous, rare or an ordinary word.

        `rows` marks the products that the conversation is about, if that is known: red is another attribute
        of a cable than of a laptop.
        """
        too_short = len(key) < 2 and rows is None and not has_han(key)
        if too_short or key in LEXICON.stop_words or not any(letter.isalpha() for letter in key):
            return None
        for same in dict.fromkeys((key, *LEXICON.same_values(key))):
            found = self._colour(same, rows) if same in LEXICON.colours else self._surest(same, rows)
            if found is not None:
                return found
        return None

    def partial(self, key: str, rows: Bools) -> tuple[int, list[int]] | None:
        """(attribute, value ids) of the values that have the phrase as words, if the products in question mean one
        attribute by it: "merino" is merino wool, and "disc brakes" are hydraulic and mechanical ones."""
        words = key.split()
        if key in _NO_PART or key in LEXICON.adjectives or key in self.values.meanings:
            return None
        if self.labels.has(key, rows):
            return None  # pockets are counted, whatever kinds of them there are
        telling = [word for word in words if word.isalpha() and word not in LEXICON.function_words]
        if len(key) < _LEAST_PARTIAL or not telling or self.types.is_own(words[-1]):
            return None
        meant = self.values.within(key)
        stating: dict[int, int] = defaultdict(int)
        values: dict[int, list[int]] = defaultdict(list)
        for meaning in meant:
            count = self._stating(meaning, rows)
            stating[meaning.attribute] += count
            values[meaning.attribute] += [meaning.value] * (count > 0)
        top = max(stating, key=lambda attribute: stating[attribute], default=None)
        if top is None or not self._evidence.is_common(stating[top], rows):
            return None
        covering = self._evidence.covering(top, rows)
        if stating[top] < _DOMINATES * sum(stating.values()) or covering < _PARTLY * rows.sum():
            return None
        texts = min(self._evidence.texts_with(word) for word in words)
        is_sure = sum(meaning.products for meaning in meant) >= _SURE_OF_PART * texts
        return (top, values[top]) if is_sure and len(values[top]) <= _MOST_PARTIAL else None

    def labelled(self, label: str, value: str, rows: Bools) -> tuple[int, int] | None:
        """(attribute, value id) of a value said after the last word of its label, as in "size L"; None if no product in
        question states it."""
        best = (0, -1, -1)
        for attribute in self.labels.ending(label):
            known = self.values.by_attribute.get(attribute, {})
            found = known.get(value, known.get(LEXICON.sizes.get(value, ""), -1))
            stating = self._evidence.stating(attribute, found, rows) if found >= 0 else 0
            if stating > best[0]:
                best = stating, attribute, found
        return best[1:] if best[0] else None

    def is_value_or_part(self, key: str, rows: Bools) -> bool:
        """Whether products in question state the phrase as a value, or an attribute of theirs is called so, and it is
        no type's own name."""
        if any(self._stating(meaning, rows) for meaning in self.values.of(key)):
            return True
        return not self.types.is_own(key) and self.labels.has(key, rows)

    def is_known(self, word: str) -> bool:
        """Whether the catalog writes the word somewhere, so that it is no typo."""
        places = (self.types.names, LEXICON.things, self._texts, self.labels.flags, LEXICON.small_talk)
        return any(word in place for place in places) or word in self.values.meanings

    def corrected(self, word: str, attribute: int | None = None) -> str | None:
        """The phrase that a mistyped word was to be; shorter ones are forgiven in an answer about an attribute."""
        # Of two that are as near, what a thing is, and then what more texts have.
        return self._spellings.of(
            word,
            rank=lambda phrase: (not self.types.is_own(phrase), -self._evidence.texts_with(phrase)),
            least=LEAST_LETTERS - (attribute is not None),
            more=self.values.by_attribute.get(attribute, ()) if attribute is not None else (),
        )

    def _colour(self, key: str, rows: Bools | None) -> Meaning | None:
        """What a colour is of: of the attributes that know it, the one that most of the products in question state."""
        found = [meaning for meaning in self.values.of(key) if meaning.attribute != self.values.brand]
        if not found:
            return None
        stating = [self._evidence.covering(meaning.attribute, rows) for meaning in found]
        top = max(range(len(found)), key=lambda n: (stating[n], found[n].products))
        least = _DOMINATES * sum(stating) if rows is None else COMMON * rows.sum()
        return found[top] if stating[top] >= max(1, least) else None

    def _surest(self, key: str, rows: Bools | None) -> Meaning | None:
        found = [] if rows is None and key in self.types.words else self.values.of(key)
        if not found:
            return None
        brand = [meaning for meaning in found if meaning.attribute == self.values.brand]
        weights = self._weights(found, None if brand else rows)
        if rows is not None and not any(weights):
            weights = self._weights_of_attributes(found, rows)
        top, weight = max(zip(found, weights, strict=True), key=lambda pair: pair[1])
        if rows is not None and not brand and len(found) <= _FEW_MEANINGS:
            kinds = [
                meaning
                for meaning, stating in zip(found, weights, strict=True)
                if self.labels.says_kind(meaning.attribute) and self._evidence.is_common(stating, rows)
            ]
            if len(kinds) == 1:
                return kinds[0]
        if weight == 0 or weight < _DOMINATES * sum(weights):
            return None
        least = 1 if top in brand else LEAST_PRODUCTS
        named = max(meaning.named for meaning in found)
        if len(key) > 1 and named >= least and self._evidence.is_telling(key, named):
            return top
        if rows is None or top in brand:
            return None
        return top if self._is_stated(key, top, weight, rows, len(found) <= _FEW_MEANINGS) else None

    def _is_stated(self, key: str, meaning: Meaning, weight: int, rows: Bools, is_few: bool) -> bool:
        """Among products of one type, what many of them state is meant, whatever the word says of others."""
        if key in LEXICON.adjectives or key in LEXICON.said_of_all or not self._stating(meaning, rows):
            return False
        plain = " " in key and not any(letter.isdigit() for letter in key)
        return plain or self._evidence.is_common(weight, rows, COMMON if is_few else HALF)

    def _weights(self, found: Sequence[Meaning], rows: Bools | None) -> list[int]:
        """How many products in question state each value; of all products, how many name it in their text."""
        return [meaning.named if rows is None else self._stating(meaning, rows) for meaning in found]

    def _weights_of_attributes(self, found: Sequence[Meaning], rows: Bools) -> list[int]:
        """Where no product in question has the value, of which attribute it is may still be clear."""
        weights = [self._evidence.covering(m.attribute, rows) * (m.products >= LEAST_PRODUCTS) for m in found]
        return [weight if weight >= HALF * rows.sum() else 0 for weight in weights]

    def _stating(self, meaning: Meaning, rows: Bools) -> int:
        return self._evidence.stating(meaning.attribute, meaning.value, rows)

    def _own(self) -> Iterator[str]:
        """The phrases that a mistyped word may have been meant to be."""
        yield from self.types.names
        yield from (name for name in LEXICON.things if self.types.of(name))
        yield from (label for label in self.labels.booleans if " " not in label)
        for key, found in self.values.meanings.items():
            if self.values.is_brand(key) or (" " not in key and any(m.named >= LEAST_PRODUCTS for m in found)):
                yield key
