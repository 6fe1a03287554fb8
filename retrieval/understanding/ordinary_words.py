"""The words that people write often: those that the packaged language model's tokeniser keeps whole, since it has read
them often. Nobody mistypes a catalog's word into one: "steep" is no steel.
"""

from __future__ import annotations

import functools
import json

from language.spelling import LEAST_LETTERS
from language.words import fold, singular
from retrieval.search.encoder import packaged_model


@functools.cache
def ordinary_words() -> frozenset[str]:
    """The words by their keys; shorter ones than are ever corrected are left out."""
    content = json.loads((packaged_model() / "tokenizer.json").read_text(encoding="utf-8"))
    words = {fold(piece) for piece in content["model"]["vocab"] if piece.isalpha() and len(piece) >= LEAST_LETTERS - 1}
    return frozenset(words | {singular(word) for word in words})
