"""Chinese numerals and what stands around them: 两百五十, 一万五, 一点五, 半, 零下, 百分之."""

from __future__ import annotations

DIGITS = {
    digit: value
    for value, digits in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for digit in digits
}
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
HALF, POINT, BELOW_ZERO, PERCENT = "半", "点", "零下", "百分之"
ORDINALS = ("第", "前")
"""Before a number: it counts nothing, but names a place."""
SCALES_OF_UNITS = "帕瓦伏克米赫像"
"""Characters before which a scale is part of the unit: the kilowatt 千瓦."""
WITH_TENTHS = frozenset("米块元")
"""Units behind which a digit is tenths: 一米八."""
CHARACTERS = "".join(DIGITS) + "".join(SCALES)


def value(numeral: str) -> float:
    """The number that a numeral says. A last digit right behind a hundred or more is of the next lower scale: 三百五 is
    350.
    """
    whole, _, fraction = numeral.partition(POINT)
    if fraction:
        return value(whole) + float("0." + "".join(str(DIGITS[digit]) for digit in fraction))
    total, section, digit, last = 0, 0, 0, 1
    for character in numeral:
        if character in DIGITS:
            digit = DIGITS[character]
            last = last if digit else 10
            continue
        scale = SCALES[character]
        if scale == SCALES["万"]:
            total, section = (total + section + digit) * scale, 0
        else:
            section += (digit or 1) * scale
        digit, last = 0, scale
    tail = digit * last // 10 if digit and last >= 100 else digit
    return float(total + section + tail)
