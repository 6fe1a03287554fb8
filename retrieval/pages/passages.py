"""The shop's own pages as passages, and the passages that answer a question.

A page is Markdown with its title, address and language in front; each heading opens a passage. Vectors are in FAISS.
What no passage supports gets no answer: below a threshold there is none.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import faiss
import numpy as np
import yaml

from data.catalog.links import BadLink, read_link
from data.files import replace_text
from language.segmentation import HAN, has_han
from retrieval.errors import PageInvalid
from retrieval.pages.han_passages import HanPassages
from retrieval.search.encoder import Encode, Vectors


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a page that answers one question."""

    text: str
    title: str
    heading: str
    url: str
    locale: str


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage and how well it answers, 0 to 1."""

    passage: Passage
    score: float


MOST_CHARACTERS = 200_000


def read_page(path: Path) -> list[Passage]:
    """The passages of a Markdown file. Raises PageInvalid, naming the file and the remedy."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PageInvalid(f"{path.name}: cannot be read as UTF-8 text ({error}); save it so") from error
    if len(text) > MOST_CHARACTERS:
        raise PageInvalid(f"{path.name}: longer than {MOST_CHARACTERS} characters; split it into several pages")
    head, body = _front_matter(path.name, text)
    title = str(head.get("title") or path.stem.replace("-", " ").capitalize())
    try:
        url = read_link(str(head.get("url") or ""))
    except BadLink as error:
        raise PageInvalid(f"{path.name}: url: {error}") from error
    found = [
        Passage(piece, title, heading, url, str(head.get("locale") or "en")) for heading, piece in _pieces(body, title)
    ]
    if not found:
        raise PageInvalid(f"{path.name}: holds no text below its headings; write some or leave it out")
    return found


def _front_matter(name: str, text: str) -> tuple[dict[str, object], str]:
    if not text.startswith("---\n"):
        return {}, text
    head, mark, body = text[4:].partition("\n---\n")
    try:
        fields = yaml.safe_load(head) if mark else None
    except yaml.YAMLError as error:
        raise PageInvalid(f"{name}: what stands between the --- lines is no YAML ({error})") from error
    if not isinstance(fields, dict):
        raise PageInvalid(f"{name}: begins with --- but not with `title: …` and a second ---; correct or remove it")
    return fields, body


LONGEST = 900
"""Characters of a passage: what a shopper reads in a chat."""


def _pieces(body: str, title: str) -> list[tuple[str, str]]:
    """(heading, text) of each part of a page, no longer than a chat can show."""
    from langchain_text_splitters import MarkdownHeaderTextSplitter, RecursiveCharacterTextSplitter

    headings = MarkdownHeaderTextSplitter([("#", "h1"), ("##", "h2"), ("###", "h3")])
    shorter = RecursiveCharacterTextSplitter(chunk_size=LONGEST, chunk_overlap=0)
    return [
        (part.metadata.get("h3") or part.metadata.get("h2") or part.metadata.get("h1") or title, piece)
        for part in headings.split_text(body)
        for piece in shorter.split_text(part.page_content)
    ]


def write_passages(passages: Sequence[Passage], path: Path) -> None:
    """Writes them in one step: a reader sees the old file or the new one."""
    replace_text(path, json.dumps([asdict(passage) for passage in passages], ensure_ascii=False))


def read_passages(path: Path) -> list[Passage]:
    """What `write_passages` wrote; none if nothing was. Raises PageInvalid for a file that is something else."""
    if not path.is_file():
        return []
    try:
        return [Passage(**fields) for fields in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError) as error:
        raise PageInvalid(f"{path.name} is damaged ({error}); run: floorwalker pages import FOLDER") from error


LEAST = 0.42
"""Score from which a passage answers; calibrated on tests/retrieval/pages/questions.yaml (benchmarks/README.md)."""
_HEADING_SHARE = 0.5
"""Of the score; the rest is the passage as a whole. A heading says what is answered, in few words."""


class Passages:
    """The passages of all pages with their vectors. Immutable, so threads may share it.

    `encode` gives unit vectors, (texts, dimension).
    """

    def __init__(self, passages: Sequence[Passage], encode: Encode) -> None:
        self.passages = tuple(passages)
        self._encode = encode
        if passages:
            self._chinese = np.asarray([has_han(p.text) for p in passages], np.bool_)
            self._headings = self._index([f"{p.title}: {p.heading}" for p in passages])
            self._texts = self._index([f"{p.heading}. {p.text}" for p in passages])
            self._words = HanPassages(*zip(*((p.title, p.heading, p.text) for p in passages), strict=True))

    def search(self, question: str, limit: int, locale: str | None = None, least: float = LEAST) -> list[FoundPassage]:
        """The passages that answer, best first; none below `least`. Those in the script of the question, and in the
        language of `locale`, are preferred if there are any.
        """
        if not self.passages or not question.strip():
            return []
        is_chinese = has_han(question) and bool(self._chinese.any())
        scores = self._words.scores(question) if is_chinese else self._meant(question)
        for preferred in (
            self._chinese == is_chinese,
            np.asarray([locale is None or p.locale == locale for p in self.passages], np.bool_),
        ):
            if (preferred & (scores >= 0)).any():
                scores = np.where(preferred, scores, -1.0)
        best = [place for place in np.argsort(-scores, kind="stable")[:limit] if scores[place] >= least]
        return [FoundPassage(self.passages[place], float(scores[place])) for place in best]

    def _meant(self, question: str) -> Vectors:
        """How near each passage is in meaning, in [0, 1]; Chinese words are left out, which the model does not read."""
        vector = np.asarray(self._encode([HAN.sub("", question).strip() or question]), np.float32)
        scores = _HEADING_SHARE * self._scores(self._headings, vector)
        scores += (1 - _HEADING_SHARE) * self._scores(self._texts, vector)
        nearness: Vectors = np.maximum(scores, 0)
        return nearness

    def _index(self, texts: list[str]) -> faiss.IndexFlatIP:
        """Of the texts that the model reads; the others lie nowhere, and are near nothing."""
        read = [text for text, is_chinese in zip(texts, self._chinese, strict=True) if not is_chinese]
        found = np.asarray(self._encode(read or texts[:1]), np.float32)
        vectors = np.zeros((len(texts), found.shape[1]), np.float32)
        vectors[~self._chinese] = found[: len(read)]
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        return index

    def _scores(self, index: faiss.IndexFlatIP, vector: Vectors) -> Vectors:
        """The cosine of the question with each passage, in the passages' order."""
        cosines, places = index.search(vector, len(self.passages))
        ordered = np.empty(len(self.passages), np.float32)
        ordered[places[0]] = cosines[0]
        return ordered
