"""Masks a text: each piece of personal data becomes a placeholder that stays the same throughout a conversation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from data.privacy import rules
from language.placeholders import as_words, next_number, placeholder, without_lookalikes

_WIDE = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)} | {0xFF20: "@", 0xFF0E: ".", 0xFF0B: "+", 0x3000: " "}
"""Letters, digits and what addresses are made of, in the width of Chinese characters (one for one)."""
_CODE = re.compile(r"(?<![\w-])#?[A-Za-z]{0,5}-?\d{3,}(?:-\d+)*(?![\w-]|[.,]\d)")
"""What answers the question for an order's number, where that was asked last."""
_ADDRESS = range(8, 301)
"""Characters of an answer to the question for an address, as `bot.dialogue.pending_change` takes it."""
_WINDOW, _OVERLAP = 600, 120
"""Characters that are looked through at once: a pasted page takes time as its length, not as its square."""
_EDGES = " \t\n\r\"'“”‘’,;，。；、"


class Found(NamedTuple):
    """A piece of personal data in a text."""

    kind: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal data, and what its placeholders stand for; `new` are those that were not known."""

    text: str
    values: dict[str, str] = field(default_factory=dict)
    new: dict[str, str] = field(default_factory=dict)


def prepare() -> None:
    """Makes ready what the first text would wait seconds for."""
    find("+44 20 7946 0958 or 020 7946 0958, a@example.com, GB29NWBK60161331926819, 4111 1111 1111 1111")


def asked_for(said: str) -> frozenset[str]:
    """The kinds of personal data that the assistant's words ask for."""
    return frozenset(kind for kind, pattern in rules.asked().items() if pattern.search(said))


def find(text: str, asked: Collection[str] = ()) -> list[Found]:
    """What of a text is personal, in its order, none overlapping; `asked`: the kinds that were asked for."""
    from data.privacy.recognisers import found_in  # not before: it takes a second to import

    plain = text.translate(_WIDE)
    found = [
        Found(one.entity_type, start + one.start, start + one.end, one.score)
        for start in range(0, max(1, len(plain) - _OVERLAP), _WINDOW - _OVERLAP)
        for one in found_in(plain[start : start + _WINDOW])
    ]
    found += _answers(plain, asked)
    return _apart(sorted(filter(None, (_trimmed(plain, one) for one in found)), key=_rank, reverse=True))


def mask(
    text: str,
    known: Mapping[str, str | None] | None = None,
    asked: Collection[str] = (),
) -> Masked:
    """The text masked. `known` are the placeholders of the conversation, each with its value while that is kept: the
    same value keeps its placeholder, and the number of one whose value is gone is not used again.
    """
    text = without_lookalikes(text)
    taken: dict[str, str | None] = dict(known or {})
    by_value = {value: mark for mark, value in taken.items() if value is not None}
    parts, values, new, at = [], {}, {}, 0
    for one in _with_known(text, find(text, asked), by_value):
        value = text[one.start : one.end]
        mark = by_value.get(value)
        if mark is None:
            mark = placeholder(one.kind, next_number(one.kind, taken))
            by_value[value] = taken[mark] = new[mark] = value
        values[mark] = value
        parts += [text[at : one.start], mark]
        at = one.end
    return Masked("".join([*parts, text[at:]]), values, new)


def _with_known(text: str, found: list[Found], by_value: Mapping[str, str]) -> list[Found]:
    """What was found, and what is known of the conversation and said again as it was: a name without "I am"."""
    again = [
        Found("", match.start(), match.end(), 1.0)
        for value in sorted(by_value, key=len, reverse=True)
        if len(value) > 3 or (len(value) > 1 and not value.isascii())
        for match in as_words(value).finditer(text)
        if match[0] == value
    ]
    return _apart([*found, *again])


def _apart(found: Iterable[Found]) -> list[Found]:
    """In the order of the text, those that overlap none before them."""
    free, kept = bytearray(), []
    for one in found:
        free.extend(b"\1" * (one.end - len(free)))
        if all(free[one.start : one.end]):
            free[one.start : one.end] = bytes(one.end - one.start)
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _answers(text: str, asked: Collection[str]) -> list[Found]:
    """What the message is because it was asked for."""
    found = []
    if "order" in asked:
        found += [Found("order", *match.span(), 0.92) for match in _CODE.finditer(text)]
    if "address" in asked:
        whole = text.strip()
        start = text.index(whole) if whole else 0
        is_one = any(unicodedata.category(c)[0] == "N" for c in whole) and not re.search(r"[?？@]", whole)
        if is_one and len(whole) in _ADDRESS:
            found.append(Found("address", start, start + len(whole), 2.0))
    return found


def _trimmed(text: str, one: Found) -> Found | None:
    """Without blanks and marks at its ends; None if nothing is left."""
    edges = _EDGES + (".!?！？" if one.kind not in ("password",) else "")
    value = text[one.start : one.end]
    start = one.start + len(value) - len(value.lstrip(edges))
    end = one.end - (len(value) - len(value.rstrip(edges)))
    return one._replace(start=start, end=end) if end > start else None


def _rank(one: Found) -> tuple[float, int]:
    return one.score, one.end - one.start
