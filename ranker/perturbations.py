"""What happens to queries between head and keyboard, one change at a time: to augment and to test robustness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from language.segmentation import has_han

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_LEAST_LETTERS = 4
"""Of a word that is misspelt: one slip in a shorter one makes another word of it."""


def misspelt(query: str, random: np.random.Generator) -> str:
    """The query with one slip in one word: letters swapped, one dropped, doubled, or its neighbour on the keyboard."""
    words = query.split()
    places = [i for i, word in enumerate(words) if _is_typed(word)]
    if not places:
        return query
    place = int(random.choice(places))
    words[place] = _slip(words[place], random)
    return " ".join(words)


def _is_typed(word: str) -> bool:
    """Whether it is a long word that is written letter by letter, as Chinese is not."""
    return len(word) >= _LEAST_LETTERS and word.isalpha() and not has_han(word)


def _slip(word: str, random: np.random.Generator) -> str:
    at = int(random.integers(1, len(word) - 1))  # the first letter is rarely wrong
    kind = int(random.integers(4))
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    return word[:at] + _neighbour(word[at], random) + word[at + 1 :]


def _neighbour(letter: str, random: np.random.Generator) -> str:
    for row in _ROWS:
        place = row.find(letter.casefold())
        if place >= 0:
            beside = row[max(0, place - 1) : place] + row[place + 1 : place + 2]
            return str(random.choice(list(beside)))
    return letter


def reordered(query: str, random: np.random.Generator) -> str:
    """The query with its words in another order; one word stays as it is."""
    words = query.split()
    return " ".join(words[i] for i in random.permutation(len(words)))


def recased(query: str, random: np.random.Generator) -> str:
    """The query in capitals, or with every word capitalised."""
    return query.upper() if random.random() < 0.5 else query.title()


def substituted(query: str, random: np.random.Generator, synonyms: Mapping[str, Sequence[str]]) -> str:
    """The query with one word replaced by a synonym; unchanged where none is known."""
    words = query.split()
    places = [i for i, word in enumerate(words) if synonyms.get(word.casefold())]
    if not places:
        return query
    place = int(random.choice(places))
    words[place] = str(random.choice(list(synonyms[words[place].casefold()])))
    return " ".join(words)
