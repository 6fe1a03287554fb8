"""Numbers in a message with the part they play ("under 50", "16GB or more"), and which words are negated.

Annotations for the classifier, stories and the log, in English and Chinese: what a shopper wants of which attribute is
understood by the recommender (`POST /v1/understand`), which decides.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

MIN, MAX, EXACT, BETWEEN = "min", "max", "exact", "between"
NOT = "not"

_UNIT_WORDS = """
€ $ £ ¥ eur euro euros usd dollar dollars bucks gbp pound pounds yuan rmb mg g gram grams kg kilo kilos kilogram oz lb
lbs mm cm m metre metres meter meters km inch inches " ″ ” ft feet mb gb tb gig gigs hz khz mhz ghz w watt watts kw v
volt volts mah ah minutes min hour hours ml cl l litre litres liter liters mp megapixel megapixels mbps gbps db lm
lumen lumens % year years month months piece pieces pack pcs
元 块 块钱 毛 克 千克 公斤 斤 毫米 厘米 米 寸 英寸 毫升 升 瓦 伏 小时 分钟 岁 年 个月 件 个 只 双 套 台
"""
_UNITS = frozenset(_UNIT_WORDS.split())
_ONLY_ATTACHED = frozenset({"in", "a", "h", "j", "s", "t", "c"})
"""Units that are words or letters of their own where a space parts them from the number: "20 in black"."""
_AMOUNT = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_MORE = "bigger|larger|higher|heavier|longer|wider|taller|greater|more|dearer|older"
_LESS = "cheaper|smaller|lower|lighter|shorter|thinner|narrower|fewer|less|younger"
_BEFORE: tuple[tuple[str, str], ...] = (
    (MAX, rf"(?:no|not|nothing|none|never|nicht) (?:over|above|(?:{_MORE}) than)|不超过|不高于|不大于|不多于|别超过"),
    (MIN, rf"(?:no|not|nothing|none|never) (?:under|below|(?:{_LESS}) than)|不低于|不少于|不小于"),
    (MAX, rf"at most|up to|under|below|within|maximum(?: of)?|max\.?|budget(?: of| is)?|(?:{_LESS}) than|≤|<=?"),
    (MAX, "低于|少于|小于|最多|不到|预算(?:是|为)?"),
    (MIN, rf"at least|over|above|from|starting at|minimum(?: of)?|min\.?|(?:{_MORE}) than|≥|>=?"),
    (MIN, "至少|最少|高于|超过|大于|多于"),
)
_AFTER: tuple[tuple[str, str], ...] = (
    (MIN, r"(?:or|and) (?:more|above|over|up|larger|bigger|higher|longer)|\+|以上|起"),
    (MAX, r"or (?:less|under|below|cheaper|smaller|lower|fewer)|以内|以下|之内|内"),
)
_ROLE_BEFORE = [(role, re.compile(rf"(?:{cue})\s*[€$£¥]?\s*$", re.I)) for role, cue in _BEFORE]
_ROLE_AFTER = [(role, re.compile(rf"\s*(?:{cue})", re.I)) for role, cue in _AFTER]
_RANGE = re.compile(r"\s*(?:-|–|~|to|bis|到|至)\s*[€$£¥]?\s*$", re.I)
_AND = re.compile(r"\s*(?:and|和)\s*[€$£¥]?\s*$", re.I)
_OPENING = re.compile(r"(?:between|在)\s*[€$£¥]?\s*$", re.I)
_LOOK_BACK = 24
_LONGEST_BARE = 4
"""Digits; a longer number of which nothing is said is an order's."""
_NEGATED = re.compile(
    r"(?:(?<![^\W_])(?:not|no|without|except|non|avoid|never|nor|neither|(?:don|isn|doesn|won)['’]?t|"
    r"(?:anything|everything|all) but|other than|instead of)"
    r"(?:\s+(?:a|an|any|the|in|with|have|want|like|need|from|of|by|be|one|that|it|to|really))*\s*"
    r"|(?:不要|不想要|不喜欢|不用|不带|不含|不是|别|除了|没有|无|非)(?:那个|这个|任何|那种|这种)?)$",
    re.I,
)
_ALSO = re.compile(r"\s*(?:,|or|nor|或者?|、)\s*", re.I)


class Number(NamedTuple):
    """The characters of a number with its unit; `role` says how it limits."""

    start: int
    end: int
    value: float
    role: str
    unit: str | None


class NumberReader:
    """Reads numbers; `units` are those of the catalog, besides the usual ones."""

    def __init__(self, units: Iterable[str] = ()) -> None:
        every = sorted({*_UNITS, *(unit.lower() for unit in units)} - {""}, key=len, reverse=True)
        spaced = "|".join(re.escape(unit) for unit in every if unit not in _ONLY_ATTACHED)
        attached = "|".join(re.escape(unit) for unit in sorted({*every, *_ONLY_ATTACHED}, key=len, reverse=True))
        unit = rf"(?:(?P<attached>{attached})|[\s-]?(?P<spaced>{spaced}))(?![A-Za-z0-9_])"
        self._number = re.compile(
            rf"(?<![A-Za-z0-9_.,])(?<![A-Za-z]-)(?P<sign>[€$£¥])?\s?(?P<amount>{_AMOUNT})(?P<thousand>k\b)?"
            rf"(?:{unit}|(?![A-Za-z0-9_]|[.,]\d|-[A-Za-z]))",
            re.I,
        )

    def numbers(self, text: str) -> list[Number]:
        """The numbers of a text in its order."""
        found: list[Number] = []
        for match in self._number.finditer(text):
            number = _number(match)
            before = found[-1] if found else None
            if before is not None and _is_range(text, before, match.start()):
                found[-1] = before._replace(role=BETWEEN, unit=before.unit or number.unit)
                found.append(number._replace(role=BETWEEN, unit=number.unit or before.unit))
                continue
            role = _role(text, match)
            if role or number.unit or len(match["amount"]) <= _LONGEST_BARE:
                found.append(number._replace(role=role or EXACT))
        return found


def negated(text: str, spans: Sequence[tuple[int, int]]) -> Collection[int]:
    """The positions of those spans, in the order of the text, that are negated: "no cable", "not red or blue"."""
    found: set[int] = set()
    for place, (start, _) in enumerate(spans):
        also = place - 1 in found and _ALSO.fullmatch(text[spans[place - 1][1] : start])
        if also or _NEGATED.search(text[:start]):
            found.add(place)
    return found


def _number(match: re.Match[str]) -> Number:
    said = match["amount"]
    plain = said.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", said) else said.replace(",", ".")
    unit = match["attached"] or match["spaced"] or match["sign"]
    start = match.start("sign") if match["sign"] else match.start("amount")
    return Number(start, match.end(), float(plain) * (1000 if match["thousand"] else 1), "", unit)


def _role(text: str, match: re.Match[str]) -> str | None:
    before = text[max(0, match.start() - _LOOK_BACK) : match.start("amount")]
    for role, cue in _ROLE_BEFORE:
        if cue.search(before):
            return role
    return next((role for role, cue in _ROLE_AFTER if cue.match(text, match.end())), None)


def _is_range(text: str, before: Number, start: int) -> bool:
    gap = text[before.end : start]
    return bool(_RANGE.match(gap)) or bool(_AND.match(gap) and _OPENING.search(text[: before.start]))
