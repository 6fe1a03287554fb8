"""Stems of words, near enough to see one word in another form of it: "folds" and foldable, "cushioned" and cushioning.

Which forms count as the same value is the reader's; a plural alone is `language.words.singular`'s.
"""

from __future__ import annotations

from functools import lru_cache

from language.lexicon import LEXICON

LEAST_STEM = 3


@lru_cache(maxsize=50_000)
def stem(key: str) -> str:
    """What the forms of a word have in common, of its key; the word itself if it has no ending that is known."""
    if not key.isascii() or not key.isalpha():
        return key
    endings = (ending for ending in LEXICON.endings if key.endswith(ending) and len(key) - len(ending) >= LEAST_STEM)
    bare = key.removesuffix(max(endings, key=len, default=""))
    if bare != key and bare[-1] == bare[-2] and len(bare) > LEAST_STEM:
        bare = bare[:-1]  # dimmable is of dim
    return bare.removesuffix("e") if len(bare) > LEAST_STEM else bare
