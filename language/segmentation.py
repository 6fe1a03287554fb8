"""Chinese words in a text: where runs of Han characters are parted into words.

The words come from jieba's dictionary, and before them from whoever asks: a shop's own product types stay whole.
Knows no catalog; its dictionary (50 MB, about a second) is read with the first Chinese text, or by `warm`.
"""

from __future__ import annotations

import re
import threading
import warnings
from collections import ChainMap
from collections.abc import Iterable, Iterator
from typing import Any

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_PIECE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[^\u3400-\u9fff\uf900-\ufaff]+")
_BESIDE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{1,3}$")
_LONGEST_MIXED, _LONGEST_WORD = 3, 12
_reading = threading.Lock()
_dictionary: tuple[Any, int] | None = None


def has_han(text: str) -> bool:
    """Whether any character is Han."""
    return HAN.search(text) is not None


def warm() -> None:
    """Reads the dictionary in the background, so that the first Chinese text need not wait for it."""
    threading.Thread(target=_read, name="chinese-dictionary", daemon=True).start()


def _read() -> tuple[Any, int]:
    """jieba's words with their frequencies, and the sum of these; read once.

    Past jieba's own loading, which keeps a marshalled copy in the shared temporary folder and trusts what lies there.
    """
    global _dictionary
    with _reading:
        if _dictionary is None:
            tokeniser = _tokeniser()
            _dictionary = tokeniser.gen_pfdict(tokeniser.get_dict_file())
        return _dictionary


def _tokeniser() -> Any:
    with warnings.catch_warnings():  # its regular expressions are of an older Python
        warnings.simplefilter("ignore")
        import jieba
    return jieba.Tokenizer()


class Segmenter:
    """Parts Chinese texts into words. Any number of threads may share one."""

    def __init__(self, words: Iterable[str] = (), apart: Iterable[str] = ()) -> None:
        """`words` stay whole; `apart` are words of the dictionary that are to be parted."""
        self._words = frozenset(word.casefold() for word in words if has_han(word) and len(word) <= _LONGEST_WORD)
        self._apart = tuple(apart)
        self._made: Any = None
        self._making = threading.Lock()

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where each word of `text` begins and ends; Latin words and numbers stay whole, marks and spaces are part of
        what is not Han.
        """
        pieces = list(_PIECE.finditer(text))
        begun = 0
        for piece, following in zip(pieces, [*pieces[1:], None], strict=False):
            start, end = max(begun, piece.start()), piece.end()
            if start >= end:
                continue
            if has_han(piece.group()):
                for word in self._tokeniser().lcut(text[start:end], HMM=False):
                    yield start, start + len(word)
                    start += len(word)
                continue
            mixed = self._mixed(text, end, following.end()) if following else None
            if mixed is None:
                yield start, end
                continue
            if mixed[0] > start:
                yield start, mixed[0]
            yield mixed
            begun = mixed[1]

    def cut(self, text: str) -> list[str]:
        """The words of a text, without marks and spaces."""
        return [word for start, end in self.spans(text) for word in re.findall(r"[^\W_]+", text[start:end])]

    def _mixed(self, text: str, border: int, end: int) -> tuple[int, int] | None:
        """The span of a word that has letters before its Han characters, as in T恤 and U盘."""
        letters = _BESIDE.search(text, 0, border)
        if letters is None:
            return None
        frequencies = self._tokeniser().FREQ
        for last in range(min(end, border + _LONGEST_MIXED), border, -1):
            word = text[letters.start() : last]
            if word.casefold() in self._words or any(frequencies.get(w) for w in (word, word.upper(), word.lower())):
                return letters.start(), last
        return None

    def _tokeniser(self) -> Any:
        with self._making:
            if self._made is None:
                frequencies, total = _read()
                made = _tokeniser()
                made.FREQ, made.total, made.initialized = ChainMap({}, frequencies), total, True
                for word in sorted(self._words):
                    if _PIECE.fullmatch(word):
                        made.add_word(word, max(made.suggest_freq(word), frequencies.get(word, 0)))
                made.FREQ.maps[0].update(dict.fromkeys(self._apart, 0))
                self._made = made
            return self._made
