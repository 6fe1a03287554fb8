"""Search by words: BM25 over the fields of a product, weighted.

Knows fields and their weights; not where the words come from (`retrieval.search.product_text`) nor how terms are made
(`language.terms`). Stored as numpy arrays and JSON, never as pickles. A built index takes no more documents; what
a later one would score, `document` and `scores_of` tell.
"""

from __future__ import annotations

import json
import math
import threading
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from language.terms import Tokeniser, plain_words
from retrieval.errors import IndexNotReadable

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]
Counts = npt.NDArray[np.int32]
Document = Mapping[str, float]
"""A document beside the index: how much each of its terms tells of it, in (0, 1), before the term's rarity."""

FIELD_WEIGHTS: Mapping[str, int] = {"title": 6, "category": 3, "description": 2, "facts": 1}
"""How often a word of the field counts. Weighing counts before BM25 saturates them, and not the fields' scores
after, is the point of BM25F (Robertson, Zaragoza and Taylor, CIKM 2004)."""
K1, B = 1.2, 0.5
"""Saturation of repeated words, and of length: milder than the usual 0.75, since a product with many stated
facts is well described, not verbose."""
MOST_QUERY_TERMS = 64
"""A longer query is cut: beyond this, more words make it slower but not clearer."""
_MOST_QUERY_CHARACTERS = 2000
_LEAST_COMPOUND = 5  # characters
_COLUMNS, _WORDS = "columns.npz", "words.json"


class Columns(NamedTuple):
    """The scores of every term in every document that has it, a column a term."""

    data: Scores
    indices: npt.NDArray[np.int32]
    """The document of each score, rising within a column."""
    indptr: npt.NDArray[np.int64]
    """Where each column begins, and the last ends."""


class _OfThread(threading.local):
    """A tokeniser serves one thread only, so each thread has its own."""

    def __init__(self) -> None:
        self.tokeniser = Tokeniser()


class LexicalIndex:
    """BM25 over weighted fields; `vocabulary` numbers the columns. Searching is safe from several threads."""

    def __init__(
        self, columns: Columns, vocabulary: Mapping[str, int], compounds: frozenset[str], size: int, mean_terms: float
    ) -> None:
        self.columns = columns
        self.vocabulary = vocabulary
        self._compounds = compounds
        self._size = size
        self._mean_terms = mean_terms
        self._of_thread = _OfThread()

    def __len__(self) -> int:
        return self._size

    @classmethod
    def build(cls, documents: Iterable[Mapping[str, str]]) -> LexicalIndex:
        """The index of documents given as fields (those of `FIELD_WEIGHTS`), one a row; read twice, so no iterator."""
        compounds = _compounds(documents)
        tokeniser = Tokeniser()
        vocabulary: dict[str, int] = {}
        terms, counts, different, lengths = array("i"), array("i"), array("i"), array("i")
        for document in documents:
            weighted = _weighted_terms(document, tokeniser, compounds)
            terms.extend([vocabulary.setdefault(term, len(vocabulary)) for term in weighted])
            counts.extend(weighted.values())
            different.append(len(weighted))
            lengths.append(weighted.total())
        mean_terms = sum(lengths) / len(lengths) if lengths else 0.0
        parts = (np.asarray(part, np.int32) for part in (terms, counts, different, lengths))
        return cls(_columns(len(vocabulary), *parts), vocabulary, compounds, len(lengths), mean_terms)

    def scores(self, query: str) -> Scores:
        """The score of every row, 0 where no word of the query occurs."""
        scores = np.zeros(self._size, np.float32)
        data, rows, starts = self.columns
        for term in self.terms(query):
            number = self.vocabulary.get(term)
            if number is not None:
                own = slice(int(starts[number]), int(starts[number + 1]))
                scores[rows[own]] += data[own]  # a term has each row once
        return scores

    def coverage(self, query: str, rows: Rows) -> npt.NDArray[np.float64]:
        """The share of the query's terms that each of `rows` has, (rows,) in [0, 1]."""
        terms = self.terms(query)
        found = np.zeros(len(rows))
        _, holders, starts = self.columns
        sought = rows.astype(holders.dtype)  # else numpy would turn all holders into the type of the rows
        for term in terms:
            number = self.vocabulary.get(term)
            if number is not None and starts[number] < starts[number + 1]:
                having = holders[starts[number] : starts[number + 1]]  # rising: documents are counted in their order
                places = np.searchsorted(having, sought)
                found += having[np.minimum(places, len(having) - 1)] == sought
        return found / max(1, len(terms))

    def document(self, fields: Mapping[str, str]) -> Document:
        """A document given as fields, as this index would hold it: by its compounds and its mean length."""
        terms = _weighted_terms(fields, self._of_thread.tokeniser, self._compounds)
        length = terms.total() / self._mean_terms if self._mean_terms else 1.0
        saturation = K1 * (1 - B + B * length)
        return {term: count / (saturation + count) for term, count in terms.items()}

    def scores_of(self, query: str, documents: Sequence[Document]) -> Scores:
        """The scores of documents beside the index, with the index's rarity of each term.

        A term that the index lacks is as rare as it is among `documents`. What they do to the rarity of the
        index's own terms and to its mean length is left out, as are compounds that only they have.
        """
        scores = np.zeros(len(documents), np.float32)
        for term in self.terms(query) if documents else []:
            own = np.fromiter((document.get(term, 0.0) for document in documents), np.float32, len(documents))
            if own.any():
                scores += self._rarity(term, int(np.count_nonzero(own))) * own
        return scores

    def coverage_of(self, query: str, documents: Sequence[Document]) -> npt.NDArray[np.float64]:
        """The share of the query's terms that each document beside the index has, (documents,) in [0, 1]."""
        terms = self.terms(query)
        having = [sum(term in document for term in terms) for document in documents]
        return np.asarray(having, np.float64) / max(1, len(terms))

    def _rarity(self, term: str, others: int) -> float:
        """The inverse document frequency, as in Lucene; `others` counts for a term never indexed."""
        number = self.vocabulary.get(term)
        starts = self.columns.indptr
        having = others if number is None else int(starts[number + 1] - starts[number])
        return math.log(1 + (max(self._size, having) - having + 0.5) / (having + 0.5))

    def terms(self, query: str) -> list[str]:
        """Different terms of the query."""
        return list(dict.fromkeys(self._of_thread.tokeniser.terms(query[:_MOST_QUERY_CHARACTERS], self._compounds)))[
            :MOST_QUERY_TERMS
        ]

    def save(self, folder: Path) -> None:
        """Writes the index into a new folder."""
        folder.mkdir()
        np.savez(folder / _COLUMNS, **self.columns._asdict())
        own = {"rows": self._size, "mean_terms": self._mean_terms, "compounds": sorted(self._compounds)}
        words = json.dumps(own | {"vocabulary": self.vocabulary}, ensure_ascii=False)
        (folder / _WORDS).write_text(words, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Reads what `save` wrote. Raises IndexNotReadable."""
        try:
            own = json.loads((folder / _WORDS).read_text(encoding="utf-8"))
            with np.load(folder / _COLUMNS) as stored:
                columns = Columns(**stored)
            return cls(columns, own["vocabulary"], frozenset(own["compounds"]), own["rows"], own["mean_terms"])
        except (OSError, ValueError, KeyError, TypeError, BadZipFile) as error:
            raise IndexNotReadable(f"{folder} is not a lexical index: run floorwalker index") from error


def best(scores: Scores, depth: int, allowed: Rows | None = None) -> tuple[Rows, Scores]:
    """The `depth` best rows of positive score, best first, among `allowed` (None: all); ties by rising row."""
    rows = np.flatnonzero(scores > 0) if allowed is None else allowed[scores[allowed] > 0]
    if allowed is not None and (rows[1:] <= rows[:-1]).any():
        rows = np.unique(rows)
    if depth < len(rows):
        least = np.partition(scores[rows], -depth)[-depth] if depth else np.inf
        rows = rows[scores[rows] >= least]
    rows = rows[np.lexsort((rows, -scores[rows]))][:depth]
    return rows, scores[rows]


def _weighted_terms(document: Mapping[str, str], tokeniser: Tokeniser, compounds: frozenset[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for field, weight in FIELD_WEIGHTS.items():
        for term in tokeniser.terms(document[field], compounds):
            counts[term] += weight
    return counts


def _columns(vocabulary: int, terms: Counts, counts: Counts, different: Counts, lengths: Counts) -> Columns:
    """BM25 as Lucene reckons it; tests hold it to bm25s, which keeps every repeat of every term and is slower.

    Terms with their counts, one document after the other; `different`: how many terms each document has, `lengths`:
    the sum of their counts.
    """
    holders = np.bincount(terms, minlength=vocabulary)
    rarity = np.log(1 + (len(lengths) - holders + 0.5) / (holders + 0.5)).astype(np.float32)
    relative = lengths / lengths.mean() if lengths.any() else np.ones(len(lengths))
    saturation = np.repeat((K1 * (1 - B + B * relative)).astype(np.float32), different)
    scores = rarity[terms] * (counts / (saturation + counts))
    order = np.argsort(terms, kind="stable")
    return Columns(
        scores[order].astype(np.float32),
        np.repeat(np.arange(len(lengths), dtype=np.int32), different)[order],
        np.concatenate(([0], np.cumsum(holders))).astype(np.int64),
    )


def _compounds(documents: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """Words of the catalog that it also writes as two ("mousepad"); both spellings then find each other."""
    single: Counter[str] = Counter()
    for document in documents:
        single.update(plain_words(f"{document['title']} {document['category']}"))
    return frozenset(word for word, count in single.items() if count >= 2 and len(word) >= _LEAST_COMPOUND)
