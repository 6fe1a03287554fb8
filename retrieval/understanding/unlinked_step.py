"""The wishes of a message that no attribute answers for: what is not wanted of the products' texts ("without black"
where no colour is stated), and what the catalog says nothing of at all ("vegan shoes").

Reads last, what the other steps left free. The words stay in the search; nothing is dropped without a word.
"""

from __future__ import annotations

from data.catalog.constraints import Note
from language import negation
from language.lexicon import LEXICON
from language.segmentation import has_han
from retrieval.understanding.message import Reading, Word, carries_meaning
from retrieval.understanding.phrases import Phrases

_NO_WISH = LEXICON.function_words | LEXICON.small_talk | LEXICON.shopping | LEXICON.being_good | LEXICON.vague_nouns
_REASON = "no product here says anything of it"


class UnlinkedStep:
    """Immutable, so threads may share it."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases

    def read(self, reading: Reading) -> None:
        """Keeps what is not wanted, and notes what cannot be checked."""
        for place, word in enumerate(reading.words):
            if not self._is_wish(reading, place, word):
                continue
            is_said = self._phrases.is_known(word.key) or self._phrases.is_known(word.said)
            if _is_unwanted(reading, place):
                if is_said:
                    reading.unwanted.append(word.text)
                    continue
            elif is_said or not _is_attributed(reading, place):
                continue
            if not reading.is_fitting(word.span):
                reading.notes.append(Note(text=word.text, reason=_REASON, kind="unchecked"))

    def _is_wish(self, reading: Reading, place: int, word: Word) -> bool:
        """Whether a word that nothing was made of may be a property of the product."""
        if not word.free or not carries_meaning(word) or not word.text.isalpha() or has_han(word.text):
            return False
        known = (LEXICON.adjectives, LEXICON.comparatives, LEXICON.superlatives, LEXICON.looks, LEXICON.label_words)
        if word.said in _NO_WISH or word.key in _NO_WISH or any(word.key in words for words in known):
            return False
        return reading.rows is not None and not negation.is_of_verb(reading.words, place)


def _is_unwanted(reading: Reading, place: int) -> bool:
    words, before = reading.words, negation.before(reading.words, place)
    if before is None or words[place].said.endswith("ing"):  # "without waking anyone" tells of a use
        return negation.behind(words, place + 1) is not None
    return words[before].said in LEXICON.excluding


def _is_attributed(reading: Reading, place: int) -> bool:
    """Whether the word stands right before what names the thing: "vegan running shoes"."""
    behind = reading.words[place + 1 : place + 2]
    return bool(behind) and behind[0].typed and not behind[0].separate
