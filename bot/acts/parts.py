"""Where a message may part into several acts: "that looks nice. how heavy is it though".

Only proposes, and rather too often: whether the parts are acts of their own, the judgement of each and of the whole
decides. The words that it goes by are in `parts.yml`.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

from language import yaml_text
from language.segmentation import has_han

MOST = 6
"""Parts of a message; what comes after the last boundary stays with the last part."""
_WORDS = Path(__file__).with_name("parts.yml")
_ENDS = re.compile(
    r"(?<=[.!?;…])\s+|(?<=[!?;…])(?=[^\W\d_]{2})|\n+|(?<=[。！？；])\s*"
    r"|\s+[-\N{EN DASH}\N{EM DASH}]+\s+|(?<=,)\s+(?=\w+\W+\w)|(?<=[，])"
)
_FEW_LETTERS, _FEW_HAN = 2, 2
_UNFINISHED = 2
"""Words of a question that has hardly begun: "how heavy"."""


def parts(text: str) -> list[str]:
    """The parts in their order, at most `MOST`; one where nothing parts the message, none of an empty one."""
    sentences = [found for piece in _ENDS.split(text) if piece and (found := piece.strip())]
    joined = _without_scraps([clause for sentence in sentences for clause in _clauses(sentence)])
    return joined if len(joined) <= MOST else [*joined[: MOST - 1], " ".join(joined[MOST - 1 :])]


def _clauses(sentence: str) -> list[str]:
    """A sentence parted after an opener, and before what begins a clause."""
    opener = _openers().match(sentence)
    cuts = {found.start() for found in _openings().finditer(sentence) if found.start()}
    cuts |= {opener.end()} if opener and opener.end() < len(sentence) else set()
    edges = [0, *sorted(cuts), len(sentence)]
    return [found for n, start in enumerate(edges[:-1]) if (found := sentence[start : edges[n + 1]].strip(" ，、"))]


def _without_scraps(pieces: list[str]) -> list[str]:
    """Scraps, of which nothing can be made, go with what follows them, and the last with what stands before it."""
    kept: list[str] = []
    for piece in pieces:
        if kept and _is_scrap(kept[-1]):
            kept[-1] = _joined(kept[-1], piece)
        else:
            kept.append(piece)
    if len(kept) > 1 and _is_scrap(kept[-1]):
        scrap = kept.pop()
        kept[-1] = _joined(kept[-1], scrap)
    return kept


def _joined(one: str, other: str) -> str:
    return f"{one}{'' if has_han(one) else ' '}{other}"


def _is_scrap(piece: str) -> bool:
    """Whether it is a conjunction alone, or hardly a word."""
    bare = piece.strip(" ,.!?;").casefold()
    words = bare.split()
    if len(words) == _UNFINISHED and words[0] in _unfinished():
        return True
    return bare in _joins() or sum(map(str.isalnum, bare)) < (_FEW_HAN if has_han(bare) else _FEW_LETTERS)


@functools.cache
def _read() -> dict[str, dict[str, Any]]:
    read: dict[str, dict[str, Any]] = yaml_text.load(_WORDS.read_text(encoding="utf-8"))
    return read


def _phrases(language: str, section: str) -> list[str]:
    return sorted((phrase.strip() for phrase in _read()[language][section].split(",")), key=len, reverse=True)


@functools.cache
def _joins() -> frozenset[str]:
    return frozenset(phrase for language in _read() for phrase in _phrases(language, "joins"))


@functools.cache
def _unfinished() -> frozenset[str]:
    return frozenset(_phrases("en", "unfinished"))


def _any_of(language: str, section: str) -> str:
    return "|".join(map(re.escape, _phrases(language, section)))


@functools.cache
def _openings() -> re.Pattern[str]:
    """The places before which a clause of its own may begin."""
    joins, begins, starts = (_any_of("en", section) for section in ("joins", "begins", "starts"))
    joined = rf"(?<!\band\s)(?<!\bbut\s)\b(?:{joins})[\s,]+(?=(?:(?:{joins})[\s,]+)?(?:{begins})\b)"
    comma = rf"(?<=[,:])\s*(?=(?:{begins})\b)"
    behind = "".join(rf"(?<!\b{word}\s)" for word in _phrases("en", "not_behind"))
    bare = rf"(?<=\w\s){behind}\b(?=(?:{starts})\b)"
    return re.compile(rf"(?i:{joined}|{comma}|{bare})|(?<=[，,])(?={_any_of('zh', 'joins')})")


@functools.cache
def _openers() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?:{_any_of('en', 'openers')})\b[,.!]*\s+|(?:{_any_of('zh', 'openers')})[，。！]")
