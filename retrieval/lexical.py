"""Search by words: one BM25 index a field, their scores added by weight.

Knows fields and their weights; not where the words come from (`retrieval.text`) nor how terms are made
(`retrieval.tokens`). Stored as numpy arrays and JSON, never as pickles.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import numpy.typing as npt

from retrieval.errors import IndexNotReadable
from retrieval.tokens import Tokeniser, plain_words

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]

FIELD_WEIGHTS: Mapping[str, float] = {"title": 1.0, "category": 1.0, "facts": 0.3, "description": 0.5}
"""Where a word says most about what a product is. Every field must be in every product's fields."""
MOST_QUERY_TERMS = 64
"""A longer query is cut: beyond this, more words make it slower but not clearer."""
_LEAST_COMPOUND = 5  # characters
_FILE = "fields.json"


class LexicalIndex:
    """BM25 over weighted fields. Searching is safe from several threads."""

    def __init__(self, fields: dict[str, Any], compounds: frozenset[str], size: int) -> None:
        self._fields = fields
        self._compounds = compounds
        self._size = size
        self._tokeniser = threading.local()

    def __len__(self) -> int:
        return self._size

    @classmethod
    def build(cls, documents: Sequence[Mapping[str, str]]) -> LexicalIndex:
        """The index of documents given as fields (see `FIELD_WEIGHTS`), one a row."""
        compounds = _compounds(documents)
        tokeniser = Tokeniser()
        fields = {}
        for field in FIELD_WEIGHTS:
            terms = [tokeniser.terms(document[field], compounds) for document in documents]
            if any(terms):
                fields[field] = bm25s.BM25(k1=1.2, b=0.5, method="lucene")
                fields[field].index(terms, show_progress=False)
        return cls(fields, compounds, len(documents))

    def scores(self, query: str) -> Scores:
        """The score of every row, 0 where no word of the query occurs."""
        total = np.zeros(self._size, np.float32)
        if not hasattr(self._tokeniser, "own"):
            self._tokeniser.own = Tokeniser()
        terms = list(dict.fromkeys(self._tokeniser.own.terms(query, self._compounds)))[:MOST_QUERY_TERMS]
        for field, index in self._fields.items():
            ids = [index.vocab_dict[term] for term in terms if term in index.vocab_dict]
            if ids:
                total += FIELD_WEIGHTS[field] * index.get_scores_from_ids(ids)
        return total

    def search(
        self, query: str, depth: int, allowed: npt.NDArray[np.int64] | None = None
    ) -> tuple[npt.NDArray[np.int64], Scores]:
        """The `depth` best rows that hold a word of the query, best first, with their scores."""
        scores = self.scores(query)
        if allowed is not None:
            kept = np.zeros_like(scores)
            kept[allowed] = scores[allowed]
            scores = kept
        best = np.argpartition(-scores, depth)[:depth] if depth < len(scores) else np.arange(len(scores))
        best = best[scores[best] > 0]
        best = best[np.lexsort((best, -scores[best]))]
        return best, scores[best]

    def save(self, folder: Path) -> None:
        """Writes the index into a new folder."""
        folder.mkdir(parents=True)
        for field, index in self._fields.items():
            index.save(str(folder / field), show_progress=False)
        content = {"fields": list(self._fields), "compounds": sorted(self._compounds), "size": self._size}
        (folder / _FILE).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Reads what `save` wrote. Raises IndexNotReadable."""
        try:
            content = json.loads((folder / _FILE).read_text(encoding="utf-8"))
            fields = {field: bm25s.BM25.load(str(folder / field), show_progress=False) for field in content["fields"]}
            return cls(fields, frozenset(content["compounds"]), int(content["size"]))
        except (OSError, ValueError, KeyError) as error:
            raise IndexNotReadable(f"{folder} is not a lexical index: build the index again") from error


def _compounds(documents: Sequence[Mapping[str, str]]) -> frozenset[str]:
    """Words of the catalog that it also writes as two ("mousepad"); both spellings then find each other."""
    single: Counter[str] = Counter()
    for document in documents:
        single.update(plain_words(f"{document['title']} {document['category']}"))
    return frozenset(word for word, count in single.items() if count >= 2 and len(word) >= _LEAST_COMPOUND)
