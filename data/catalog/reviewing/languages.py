"""Which language a product's texts are in, told by its script and the small words that we know (`language.word_lists`).

Good for counting over a catalog; a single title of three names tells no language.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache

from language import word_lists
from language.words import spelled

_SMALL = ("fillers", "determiners", "and_words", "joining", "negations", "between_negation", "fitting", "introducing",
          "function_words", "purposes")  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_SCRIPT_SHARE = 0.3
"""Of the letters; names in Latin letters stand in texts of every script."""


@cache
def _small_words() -> Mapping[str, tuple[str, ...]]:
    """By word: the codes of the languages in which it is a small one."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for code, content in word_lists.read().items():
        for section in _SMALL:
            for word in _WORD.findall(spelled(str(content.get(section) or ""))):
                found[word].add(code)
    return {word: tuple(sorted(codes)) for word, codes in found.items()}


def language_of(text: str) -> str:
    """The code of the language, "" where it does not show."""
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    for code, script in _SCRIPTS:
        if letters and len(script.findall(text)) >= _SCRIPT_SHARE * letters:
            return code
    votes: Counter[str] = Counter()
    known = _small_words()
    for word in set(map(spelled, words)):
        for code in known.get(word, ()):
            votes[code] += 1
    best = votes.most_common(2)
    if not best or (len(best) > 1 and best[0][1] == best[1][1]):
        return ""
    return best[0][0]
