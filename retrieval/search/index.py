"""The product index: everything that finds products for a query, in one versioned folder.

Ties vectors and words to the rows of one catalog version. Encoding the query and applying constraints are
the caller's; here a query is text plus its vector. Folders are written beside their place and renamed into it,
and the file CURRENT names the current one, so a reader never sees half of one.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from data.catalog.products import Catalog
from data.files import replace_text
from retrieval.errors import IndexMismatch, IndexNotReadable
from retrieval.search.embedding_cache import EmbeddingCache
from retrieval.search.encoder import Encode, Encoder, Progress, Vectors
from retrieval.search.fusion import Search, fuse, union
from retrieval.search.lexical import LexicalIndex, best
from retrieval.search.patches import Patch, PatchedVectors, PatchedWords
from retrieval.search.product_text import embedding_text, lexical_fields
from retrieval.search.reranking import TypeMeans, second_look
from retrieval.search.vectors import VectorIndex

FORMAT = 4
"""Raise it when the content or the reading of a folder changes: older folders are then built again."""
_MANIFEST, _CURRENT, _VECTORS, _LEXICAL = "manifest.json", "CURRENT", "vectors.faiss", "lexical"
_PRODUCTS = "products.json"
_PARTIAL = ".partial-"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index folder was built from. `language_model` is the setting's value, empty for the packaged one."""

    format: int
    catalog_version: str
    language_model: str
    encoder_fingerprint: str
    dimension: int
    products: int
    sequence: int = 0
    """The last change of the catalog (`data.catalog.changes`) that is built in."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Rows found, best first, and their scores in [0, 1]."""

    rows: npt.NDArray[np.int32]
    scores: npt.NDArray[np.float32]
    agreement: npt.NDArray[np.float32]
    """In [0, 1], 1 for the first of both searches: how surely the row is an answer at all."""
    cosines: Vectors
    """Of each row with the query: scores compare rows with the best one, these say how good that is."""
    worded: bool
    """Whether any row holds a word of the query."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept of the products themselves, by row: their ids, and the numbers of their types, -1 for none."""

    ids: list[str]
    types: list[int]

    @classmethod
    def of(cls, catalog: Catalog) -> Stored:
        """That of all products of a catalog."""
        products = catalog.products
        names = {product.category for product in products if product.category}
        numbers = {name: number for number, name in enumerate(sorted(names))}
        types = [numbers[product.category] if product.category else -1 for product in products]
        return cls([product.id for product in products], types)


class ProductIndex:
    """A loaded index; row r is the product ids[r]. Never changed, so searching is safe from several threads."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        products: Stored,
        vectors: VectorIndex,
        words: LexicalIndex,
        patch: Patch | None = None,
    ) -> None:
        self.version = folder.name
        self.catalog_version = manifest.catalog_version
        self.manifest = manifest
        self.ids = products.ids
        self._folder = folder
        self._built = vectors, words
        self._patch = patch
        self._vectors = PatchedVectors(vectors, patch) if patch else vectors
        self._words = PatchedWords(words, patch) if patch else words
        self._types = TypeMeans(products.types, self._vectors.stored)

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def build(
        cls,
        catalog: Catalog,
        encoder: Encoder,
        folder: Path,
        cache: EmbeddingCache | None = None,
        progress: Progress | None = None,
        sequence: int = 0,
    ) -> Path:
        """Builds the catalog's index below `folder`, the folder of all indexes, and returns its own folder.

        Not current until `publish`. A complete one of the same catalog and encoder is left as it is. `sequence` is
        that of the last change in `catalog`, if any was made since its import.
        `progress` is called with (products embedded, products in all).
        """
        model = encoder.model, encoder.fingerprint, encoder.dimension
        manifest = Manifest(FORMAT, catalog.version, *model, len(catalog.products), sequence)
        changes = f"-{sequence}" if sequence else ""
        target = folder / f"{catalog.version}-{encoder.fingerprint[:8]}-{FORMAT}{changes}"
        if _is_complete(target, manifest):
            return target
        folder.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=folder))
        try:
            _write(partial, catalog, encoder, cache, progress)
            (partial / _MANIFEST).write_text(json.dumps(asdict(manifest), indent=2), encoding="utf-8")
            shutil.rmtree(target, ignore_errors=True)
            partial.chmod(0o755)
            partial.rename(target)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        return target

    @classmethod
    def load(cls, folder: Path, encoder: Encoder) -> ProductIndex:
        """Loads a folder that `build` wrote. Raises IndexNotReadable, IndexMismatch."""
        manifest = read_manifest(folder)
        if manifest.encoder_fingerprint != encoder.fingerprint:
            raise IndexMismatch(
                f"{folder.name} was built with another language model ({manifest.encoder_fingerprint}, not "
                f"{encoder.fingerprint}): run floorwalker index"
            )
        try:
            products = Stored(**json.loads((folder / _PRODUCTS).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise IndexNotReadable(f"{folder / _PRODUCTS} is missing or damaged: run floorwalker index") from error
        vectors, words = VectorIndex.load(folder / _VECTORS), LexicalIndex.load(folder / _LEXICAL)
        if not len(products.ids) == len(products.types) == len(vectors) == len(words) == manifest.products:
            raise IndexMismatch(
                f"{folder.name} holds {len(products.ids)} ids, {len(vectors)} vectors and {len(words)} texts for "
                f"{manifest.products} products: run floorwalker index"
            )
        return cls(folder, manifest, products, vectors, words)

    @property
    def patched(self) -> int:
        """How many texts are not as the index was built (`retrieval.search.patches.Patch.size`)."""
        return self._patch.size if self._patch else 0

    def changed(self, catalog: Catalog, source: npt.NDArray[np.int64], embed: Encode) -> ProductIndex:
        """The index of a changed catalog, beside this one and without building it again.

        `source` (products,) has, for each product of `catalog`, the row here with the same texts; -1 for new ones.
        """
        vectors, words = self._built
        fresh = [catalog.products[row] for row in np.flatnonzero(source < 0)]
        before = self._patch or Patch.none(len(vectors), vectors.dimension)
        patch = before.then(
            source,
            embed([embedding_text(product) for product in fresh]),
            [words.document(lexical_fields(product, catalog.attributes)) for product in fresh],
        )
        return ProductIndex(self._folder, self.manifest, Stored.of(catalog), vectors, words, patch)

    def search(
        self, query: str, query_vector: Vectors, depth: int, allowed: npt.NDArray[np.integer] | None = None
    ) -> Hits:
        """The `depth` best rows for a query and its vector of shape (dimension,).

        `allowed`, if given, limits the search to these rows. A query without a word of the catalog is
        answered by its vector alone, so there is always an order.
        """
        within = None if allowed is None else np.asarray(allowed, np.int64)
        near, _ = self._vectors.search(query_vector, depth, within)
        word_scores = self._words.scores(query)
        literal, _ = best(word_scores, depth, within)
        candidates = union(near, literal)
        vectors = self._vectors.stored(candidates)
        cosines: Vectors = vectors @ query_vector
        searches = [Search(near, cosines), Search(literal, word_scores[candidates])]
        agreement = fuse(candidates, searches)
        types = self._types.cosines(query_vector, candidates, cosines)
        whole = self._words.coverage(query, candidates) == 1
        scores = second_look(candidates, agreement, types, whole, vectors).astype(np.float32)
        order = np.lexsort((candidates, -scores))[:depth]  # equal scores by rising row: no order depends on chance
        return Hits(
            candidates[order].astype(np.int32), scores[order], agreement[order], cosines[order], len(literal) > 0
        )

    def like(self, row: int, depth: int, allowed: npt.NDArray[np.integer]) -> tuple[npt.NDArray[np.int64], Vectors]:
        """The `depth` rows nearest to a row among `allowed`, and their cosines; the row itself may be one."""
        vector = self._vectors.stored(np.asarray([row]))[0]
        return self._vectors.search(vector, depth, np.asarray(allowed, np.int64))

    def holders(self, word: str) -> npt.NDArray[np.int64]:
        """The rows that have every term of a word."""
        rows = np.flatnonzero(self._words.scores(word) > 0)
        having: npt.NDArray[np.int64] = rows[self._words.coverage(word, rows) == 1]
        return having


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an index folder. Raises IndexNotReadable if the folder is not one, or of another format."""
    try:
        content = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**content)
    except (OSError, ValueError, TypeError) as error:
        raise IndexNotReadable(f"{folder} is not a complete index: run floorwalker index") from error
    if manifest.format != FORMAT:
        raise IndexNotReadable(f"{folder} has format {manifest.format}, not {FORMAT}: run floorwalker index")
    return manifest


def current(indexes: Path) -> Path | None:
    """The current index folder below the folder of all indexes; None if there is none that can be read."""
    try:
        folder = indexes / (indexes / _CURRENT).read_text(encoding="utf-8").strip()
        read_manifest(folder)
    except (OSError, IndexNotReadable):
        return None
    return folder


KEPT = 2
"""Published folders that stay on disk: the current one, and the one that a reader may still be loading."""


def publish(folder: Path) -> None:
    """Makes an index folder current, in one step, and removes all but the last two. Raises IndexNotReadable."""
    read_manifest(folder)
    indexes = folder.parent
    os.utime(folder)
    replace_text(indexes / _CURRENT, folder.name)
    complete = [path.parent for path in indexes.glob(f"*/{_MANIFEST}") if not path.parent.name.startswith(_PARTIAL)]
    for old in sorted(complete, key=lambda path: path.stat().st_mtime_ns, reverse=True)[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def _is_complete(folder: Path, manifest: Manifest) -> bool:
    try:
        return read_manifest(folder) == manifest
    except IndexNotReadable:
        return False


def _write(
    folder: Path, catalog: Catalog, encoder: Encoder, cache: EmbeddingCache | None, progress: Progress | None
) -> None:
    """Every part but the manifest, which is written last: a folder without one is not an index."""
    texts = [embedding_text(product) for product in catalog.products]
    vectors = VectorIndex(encoder.dimension)
    vectors.add(cache.encode(encoder, texts, progress) if cache else encoder.encode(texts, progress=progress))
    vectors.save(folder / _VECTORS)
    LexicalIndex.build(_Documents(catalog)).save(folder / _LEXICAL)
    (folder / _PRODUCTS).write_text(json.dumps(asdict(Stored.of(catalog)), ensure_ascii=False), encoding="utf-8")


class _Documents:
    """The fields of each product, made when they are read: all at once, they take as much memory as the catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def __iter__(self) -> Iterator[Mapping[str, str]]:
        return (lexical_fields(product, self._catalog.attributes) for product in self._catalog.products)
