"""What happens to queries between head and keyboard, one change at a time: to augment and to test robustness."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from language.segmentation import has_han

Random = np.random.Generator
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_LEAST_LETTERS = 4
"""Of a word that is misspelt: one typo in a shorter one makes another word of it."""


def misspelt(query: str, random: Random) -> str:
    """The query with one typo in one word: letters swapped, one dropped, doubled, or its neighbour on the keyboard."""
    # A long word that is written letter by letter, as Chinese is not.
    return _replaced(query, random, lambda w: len(w) >= _LEAST_LETTERS and w.isalpha() and not has_han(w), _mistyped)


def _replaced(query: str, random: Random, may: Callable[[str], object], other: Callable[[str, Random], str]) -> str:
    """The query with another word for one of those that may have one."""
    words = query.split()
    places = [i for i, word in enumerate(words) if may(word)]
    if places:
        place = int(random.choice(places))
        words[place] = other(words[place], random)
    return " ".join(words) if places else query


def _mistyped(word: str, random: Random) -> str:
    at = int(random.integers(1, len(word) - 1))  # the first letter is rarely wrong
    kind = int(random.integers(4))
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    return word[:at] + _neighbour(word[at], random) + word[at + 1 :]


def _neighbour(letter: str, random: Random) -> str:
    for row in _ROWS:
        place = row.find(letter.casefold())
        if place >= 0:
            beside = row[max(0, place - 1) : place] + row[place + 1 : place + 2]
            return str(random.choice(list(beside)))
    return letter


def reordered(query: str, random: Random) -> str:
    """The query with its words in another order; one word stays as it is."""
    words = query.split()
    return " ".join(words[i] for i in random.permutation(len(words)))


def recased(query: str, random: Random) -> str:
    """The query in capitals, or with every word capitalised."""
    return query.upper() if random.random() < 0.5 else query.title()


def substituted(query: str, random: Random, synonyms: Mapping[str, Sequence[str]]) -> str:
    """The query with one word replaced by a synonym; unchanged where none is known."""
    return _replaced(
        query,
        random,
        lambda w: synonyms.get(w.casefold()),
        lambda w, rng: str(rng.choice(list(synonyms[w.casefold()]))),
    )
