"""Numbers as Chinese shoppers write them."""

from __future__ import annotations

import pytest

from language.quantities import quantities


@pytest.mark.parametrize(
    ("text", "op", "low", "high", "unit"),
    [
        ("500元以下的电饭煲", "lte", None, 500, "CNY"),
        ("不超过三百块", "lte", None, 300, "CNY"),
        ("预算一千五", "lte", None, 1500, None),
        ("一百以内", "lte", None, 100, None),
        ("至少16gb内存", "gte", 16, None, "gb"),
        ("3公斤以上", "gte", 3, None, "kg"),
        ("低于200欧元", "lt", None, 200, "EUR"),
        ("200到400之间", "between", 200, 400, None),
        ("一到两千", "between", 1000, 2000, None),
        ("两三百块", "between", 200, 300, "CNY"),
        ("300元左右", "between", 255, 345, "CNY"),
        ("1.5米", "eq", 1.5, 1.5, "m"),
        ("1.2万元以内", "lte", None, 12000, "CNY"),
        ("16gb内存的笔记本", "eq", 16, 16, "gb"),
    ],
)
def test_reads_amounts_comparisons_and_units(
    text: str, op: str, low: float | None, high: float | None, unit: str | None
) -> None:
    (found,) = quantities(text)
    assert (found.op, found.low, found.high, found.unit) == (op, low, high, unit)


@pytest.mark.parametrize("text", ["第二个", "四件套", "一件红色t恤", "前三个", "iphone15手机壳", "十分好"])
def test_leaves_numbers_alone_that_measure_nothing(text: str) -> None:
    assert quantities(text) == []


def test_spans_are_positions_of_the_text() -> None:
    text = "电饭煲，预算两三百左右，3升以上"
    assert [text[slice(*found.span)] for found in quantities(text)] == ["预算两三百左右", "3升以上"]
