"""Numbers in a Chinese shopper's words: "500元以下", "不超过三百块", "200到400之间", "1.5米", "16GB内存".

Words stand without spaces, and many comparisons follow the number, so these have patterns of their own; what a
quantity
is, and the other languages, are `language.quantities`. Units are given as that module knows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from language.operators import Op

_UNITS = {
    "元": "CNY", "块钱": "CNY", "块": "CNY", "人民币": "CNY", "rmb": "CNY", "¥": "CNY", "欧元": "EUR", "欧": "EUR",
    "美元": "USD",
    "美金": "USD", "刀": "USD", "英镑": "GBP", "千克": "kg", "公斤": "kg", "毫克": "mg", "克": "g", "斤": "jin",
    "厘米": "cm",
    "公分": "cm", "毫米": "mm", "公里": "km", "米": "m", "英寸": "in", "寸": "in", "毫升": "ml", "升": "l",
    "瓦": "w", "伏": "v",
    "分贝": "db", "小时": "h", "分钟": "min", "秒": "s", "岁": "year", "流明": "lm", "毫安时": "mah", "毫安": "mah",
}  # fmt: skip
_NOT_UNITS = frozenset({"db(a)", '"', "″", "”"})
_DIGITS = {
    digit: value
    for value, digits in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for digit in digits
}
_TENS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_NUMERAL = "[零〇一二两三四五六七八九十百千万]*"
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)[千万kK]?|{_NUMERAL}[十百千万]{_NUMERAL}"
_DIGIT = "一二两三四五六七八九"
_TWO_DIGITS = rf"(?P<low>[{_DIGIT}])(?P<high>[{_DIGIT}])(?P<scale>[百千万])"
"""Two digits side by side are a range: 两三百 is 200 to 300."""
_BEFORE: tuple[tuple[Op, str], ...] = (
    ("lte", "不超过|不高于|不大于|不能超过|别超过|最多|至多|最高|顶多|控制在"),
    ("lt", "低于|少于|小于|不到|不足|便宜于"),
    ("gte", "不少于|不低于|不小于|至少|最少|最低|起码"),
    ("gt", "大于|高于|超过|多于"),
    ("lte", "预算(?:是|在|大概|大约|只有|有)?"),
    ("eq", "大概|大约|差不多|约"),
)
_AFTER: tuple[tuple[Op, str], ...] = (
    ("lte", "及?以[下内]|之[内下]|内(?!存)|封顶"),
    ("gte", "及?以上|之上|起步|起(?!来)|往上"),
    ("eq", "左右|上下|上下浮动|前后"),
)
_NEARLY = 0.15

Found = tuple[Op, float | None, float | None, str | None, tuple[int, int], bool]
"""Operator, low, high, unit, span, and whether a word compared."""


class ChineseQuantities:
    """The patterns, made once for the units that are known."""

    def __init__(self, units: Mapping[str, object]) -> None:
        latin = [unit for unit in units if unit not in _NOT_UNITS]
        spelled = sorted({*_UNITS, *latin}, key=len, reverse=True)
        unit = r"(?:\s?(?P<unit{n}>" + "|".join(re.escape(u) for u in spelled) + r")(?![A-Za-z]))?"
        before = "|".join(f"(?P<before{i}>{words})" for i, (_, words) in enumerate(_BEFORE))
        after = "|".join(f"(?P<after{i}>{words})" for i, (_, words) in enumerate(_AFTER))
        number = r"(?<![A-Za-z\d.,])(?:¥\s?)?(?P<number{n}>" + _NUMBER + ")"
        one, two = (
            (number + unit).replace("{n}", "1"),
            (number.replace(r"(?<![A-Za-z\d.,])", "") + unit).replace("{n}", "2"),
        )
        one_of_two = one.replace(_NUMBER, f"{_NUMBER}|[{_DIGIT}](?=[到至])")
        self._range = re.compile(rf"{one_of_two}\s*(?:到|至|-|–|~|—)\s*{two}(?:之间|左右)?")
        self._single = re.compile(rf"(?:(?:{before})\s*)?{one}\s*(?:{after})?")
        self._digits = re.compile(rf"(?:预算)?{_TWO_DIGITS}{unit.replace('{n}', '1')}(?:左右|之间|的样子)?")

    def read(self, text: str) -> Iterator[Found]:
        """The quantities of a text in lower case that a Chinese word or unit, or a Han character beside it, marks."""
        taken: list[tuple[int, int]] = []
        for match in self._digits.finditer(text):
            taken.append(match.span())
            low, high = (_value(match[end] + match["scale"]) for end in ("low", "high"))
            yield "between", low, high, self._unit(match, "unit1"), match.span(), True
        for match in self._range.finditer(text):
            if any(overlaps(match.span(), span) for span in taken):
                continue
            low, high = _value(match["number1"]), _value(match["number2"])
            if not _scale(match["number1"]) and _scale(match["number2"]) and low <= high / _scale(match["number2"]):
                low *= _scale(match["number2"])  # 一到两千
            taken.append(match.span())
            yield "between", min(low, high), max(low, high), self._unit(match, "unit2", "unit1"), match.span(), True
        for match in self._single.finditer(text):
            if any(overlaps(match.span(), span) for span in taken):
                continue
            found = self._one(match)
            if found is not None:
                yield found

    def _one(self, match: re.Match[str]) -> Found | None:
        op = next((op for i, (op, _) in enumerate(_AFTER) if match[f"after{i}"]), None)
        op = op or next((op for i, (op, _) in enumerate(_BEFORE) if match[f"before{i}"]), None)
        unit, number = self._unit(match, "unit1"), _value(match["number1"])
        if op is None and unit is None and "¥" not in match.group():
            return None  # a plain number is none of Chinese
        match op:
            case "lt" | "lte":
                return op, None, number, unit, match.span(), True
            case "gt" | "gte":
                return op, number, None, unit, match.span(), True
            case "eq":
                low, high = round(number * (1 - _NEARLY), 6), round(number * (1 + _NEARLY), 6)
                return "between", low, high, unit, match.span(), True
            case _:
                return "eq", number, number, unit, match.span(), False

    def _unit(self, match: re.Match[str], *groups: str) -> str | None:
        said = next((match[group] for group in groups if match[group]), None)
        if said is None:
            return "CNY" if "¥" in match.group() else None
        return _UNITS.get(said, said)


def overlaps(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]


def _scale(number: str) -> int:
    """The thousand or ten thousand that a number ends with, or 0."""
    return {"千": 1000, "万": 10_000, "百": 100}.get(number[-1:], 0)


def _value(number: str) -> float:
    """The number that digits or Chinese numerals spell: 1.5万, 三百五, 两千."""
    if number[:1].isdigit():
        scale = {"千": 1000, "k": 1000, "万": 10_000}.get(number[-1:].lower(), 1)
        return float(number.rstrip("千万kK").replace(",", "")) * scale
    total, section, digit, last = 0, 0, 0, 1
    for character in number:
        if character in _DIGITS:
            digit = _DIGITS[character]
            last = last if digit else 10
            continue
        unit = _TENS[character]
        if unit == 10_000:
            total, section = (total + section + digit) * unit, 0
        else:
            section += (digit or 1) * unit
        digit, last = 0, unit
    # 三百五 is 350: a last digit right behind a hundred or more is of the next lower unit
    tail = digit * last // 10 if digit and last >= 100 else digit
    return float(total + section + tail)
