"""What English words are by themselves: nouns for things, other nouns, adjectives.

From WordNet, by `scripts/english_words`.
"""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path
from typing import Literal

Sort = Literal["thing", "noun", "adjective"]
_NO_COMPOUND = re.compile(r"[^-]*$|.-|self-")
_FILE = Path(__file__).with_name("english_words.txt.gz")


def sort_of(word: str) -> Sort | None:
    """What a word in lower case and the singular is; of one with hyphens that is not known, its last part."""
    known = _words()
    return known.get(word) or (None if _NO_COMPOUND.match(word) else known.get(word.rpartition("-")[2]))


@cache
def _words() -> dict[str, Sort]:
    _, things, nouns, adjectives = gzip.decompress(_FILE.read_bytes()).decode().splitlines()
    sorts: tuple[tuple[Sort, str], ...] = (("adjective", adjectives), ("noun", nouns), ("thing", things))
    return {word: sort for sort, listed in sorts for word in listed.split()}
