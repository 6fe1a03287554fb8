"""The sides of a thing as labels and values name them: "H x W x D", "B×H×T", "Hauteur x Largeur"."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from language import units, word_lists
from language.measurements import measurement

_TIMES = re.compile(r"\s*[x×*✕]\s*", re.IGNORECASE)
_FIRST = ("en", "de", "fr", "es", "it", "nl")
"""Languages that are asked first, since letters mean the same in several: the B of a German "L x B" is Danish too."""
_ENOUGH_LETTERS = 3
_BETWEEN = re.compile(r"\s*[x×*✕]\s*(?=[^\W_])|\s+by\s+", re.IGNORECASE)
_TAIL = re.compile(r"(?<=\d|\w)\s*[(\[（][^()\[\]（）]{4,}[)\]）]\s*$")
_PART = re.compile(
    r"""(?:(?P<before>[^\W\d_]+)\s*[.:=]?\s*)?(?P<number>\d[\d.,'’]*(?:\s\d+/\d+)?)\s*
    (?P<unit>["″”'′]|''|[^\W\d_]+(?=\s*[(\[]|\s*$|\s+[^\W\d_]+$))?\s*[(\[]?(?P<behind>[^\W\d_]+)?[)\]]?\.?""",
    re.VERBOSE,
)
_IN_BRACKETS = re.compile(r"[(\[（]([^()\[\]（）]+)[)\]）]")
_UNIT = re.compile(r"[,;]?\s+(?:in|en)\s+\S+$|\s*[,;]\s*\S+$")


@dataclass(frozen=True, slots=True)
class Length:
    """One of several lengths in a value: as it is written, with the unit that stands behind the last if it has none."""

    text: str
    side: str | None = None
    """What it is named in the value itself: the W of "W 30 cm"."""


def lengths(text: str) -> tuple[Length, ...] | None:
    """The lengths that a value multiplies ("280 x 325 x 715 mm", "H30 × W20 cm"), or None if it does not."""
    parts = [_PART.fullmatch(part) for part in _BETWEEN.split(_TAIL.sub("", text.strip()))]
    found = [part for part in parts if part is not None]
    if len(found) < max(2, len(parts)):
        return None
    last = next((part["unit"] for part in reversed(found) if part["unit"]), None)
    texts = [f"{part['number']} {part['unit'] or last or ''}".strip() for part in found]
    measured = [measurement(one) for one in texts]
    if any(one is None or len(one.ends) > 1 or units.kind(one.unit) not in ("", "length") for one in measured):
        return None
    return tuple(Length(one, part["before"] or part["behind"]) for one, part in zip(texts, found, strict=True))


def told_by(label: str) -> tuple[str, ...] | None:
    """The attributes that a label tells, in the order of their lengths; None if it tells none.

    "Dimensions (H x W)" tells "Height" and "Width", "Package dimensions (H x W)" "Package height" and "Package width".
    """
    for match in (*_IN_BRACKETS.finditer(label), None):
        told, around = (
            (match[1], label[: match.start()] + label[match.end() :]) if match else (_IN_BRACKETS.sub(" ", label), "")
        )
        names = _TIMES.split(_UNIT.sub("", told.strip()).strip(" .:"))
        if match is None and len(names) > 1:
            *words, names[0] = names[0].split() or [""]
            around = " ".join(words)
        if len(names) > 1 and (sides := named(names)):
            of = _of(around)
            return tuple(f"{of} {side if _is_noun(side) else side.lower()}" if of else side for side in sides)
    return None


def named(names: Sequence[str]) -> tuple[str, ...] | None:
    """What the names of several sides mean, each as its language calls it ("Width"), by the first language that knows
    them all, each as another side; letters of two sides are read in the commonest languages alone.
    """
    keys = [name.strip(" .:").casefold() for name in names]
    for number, known in enumerate(_languages()):
        if (
            number >= len(_FIRST)
            and len(keys) < _ENOUGH_LETTERS
            and any(len(key) == 1 and key.isalpha() for key in keys)
        ):
            continue
        found = [known.get(key) for key in keys]
        if None not in found and len({*found}) == len(found):
            return tuple(side for side in found if side)
    return None


def _of(around: str) -> str:
    """What a label is about, without its unit and the words for the whole: the package of "Package dimensions"."""
    words = [
        word
        for word in _UNIT.sub("", re.sub(r"[()\[\]（）]", " ", around).strip()).split()
        if word.strip(" .:,-").casefold() not in _whole()
    ]
    of = " ".join(words).strip(" .:,-")
    return of[:1].upper() + of[1:]


def _is_noun(side: str) -> bool:
    """Whether the side is called so in German, which writes nouns with a capital anywhere."""
    return side in _languages()[_FIRST.index("de")].values() and side not in _languages()[_FIRST.index("en")].values()


@functools.cache
def _whole() -> frozenset[str]:
    every = (word_lists.split(names["all"]) for names in word_lists.sections("sides"))
    return frozenset(word.casefold() for words in every for word in words)


def _rank(code: str) -> int:
    return _FIRST.index(code) if code in _FIRST else len(_FIRST)


@functools.cache
def _languages() -> tuple[Mapping[str, str], ...]:
    """By language, every name of a side in lower case, with its label."""
    return tuple(
        {
            name.casefold(): word_lists.split(names)[0].capitalize()
            for side, names in content["sides"].items()
            if side != "all"
            for name in word_lists.split(names)
        }
        for code, content in sorted(word_lists.read().items(), key=lambda item: _rank(item[0]))
        if "sides" in content
    )
