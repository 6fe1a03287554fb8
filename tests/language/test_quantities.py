"""Quantities as shoppers say them: tables written before the reader was, what pages show, and what is no quantity."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from data.catalog.products import Attribute
from language import units
from language.numbers import numbers
from language.quantities import Quantity, quantities
from language.quantity_words import quantity_words
from recommender.engine.facets import range_label, with_unit

Reading = tuple[str, float, float | None, str]
HERE = Path(__file__).parent
LEAST_READ = 0.98
SIGNS = {"eq": "=", "neq": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">=", "between": ".."}
WRITTEN = re.compile(r"(?P<op>!=|<=|>=|<|>|=|~)?\s*(?P<low>-?[\d.]+?)(?:\.\.(?P<high>-?[\d.]+))?(?:\s(?P<unit>\S.*))?")


def only(text: str) -> Quantity:
    (quantity,) = quantities(text)
    return quantity


def read(text: str) -> list[Reading]:
    """What is read, in the first unit of each kind; bare numbers that may be part of a name left out."""
    return [
        reading(SIGNS[q.op], q.high if q.low is None else q.low, q.high if q.op == "between" else None, q.unit)
        for q in quantities(text)
        if not q.loose
    ]


def written(text: str) -> list[Reading]:
    """What a line of a table says: "< 35 EUR", "1..2 kg", "~ 300 g"; several between semicolons."""
    found = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        match = WRITTEN.fullmatch(part)
        assert match is not None, part
        low, high = float(match["low"]), match["high"] and float(match["high"])
        if match["op"] == "~":
            found.append(reading("..", 0.85 * low, 1.15 * low, match["unit"]))
        else:
            found.append(reading(".." if high else match["op"], low, high or None, match["unit"]))
    return found


def reading(sign: str, low: float | None, high: float | None, unit: str | None) -> Reading:
    kind = units.kind(unit)
    first = next((symbol for symbol, other in units.kinds().items() if kind and other == kind), unit or "")
    factor = units.factor(unit, first) if unit and kind else 1.0
    assert low is not None
    assert factor is not None
    return (
        sign,
        float(f"{low * factor:.5g}"),
        None if high is None else float(f"{high * factor:.5g}"),
        kind or unit or "",
    )


@pytest.mark.parametrize("table", sorted(HERE.glob("quantities_*.yaml")), ids=lambda path: path.stem)
def test_reads_the_tables(table: Path) -> None:
    rows: list[dict[str, str]] = yaml.safe_load(table.read_text(encoding="utf-8"))
    wrong = [f"{row['say']!r}: {row['reads']!r}" for row in rows if read(row["say"]) != written(row["reads"])]

    assert len(rows) >= 100
    assert len(wrong) <= (1 - LEAST_READ) * len(rows), wrong


NUMERIC = [symbol for symbol in units.kinds() if symbol != "bit"]
SHOWN_NUMBERS = st.one_of(
    st.integers(2, 9999).map(float), st.decimals(min_value="0.02", max_value="999", places=2).map(float)
)


@given(unit=st.sampled_from([*NUMERIC, "EUR", "USD", "GBP", "CNY"]), number=SHOWN_NUMBERS)
def test_whatever_a_page_shows_is_understood(unit: str, number: float) -> None:
    shown = with_unit(number, Attribute("a", "A", "numeric", unit))

    assert only(shown) == Quantity("eq", number, number, unit, (0, len(shown)), compared=False, said=unit)
    for question in (f"at most {shown}", f"最多{shown}"):
        quantity = only(question)
        assert (quantity.op, quantity.high, quantity.unit) == ("lte", number, unit)


@given(unit=st.sampled_from(NUMERIC), low=st.integers(2, 400), more=st.integers(1, 400))
def test_the_ranges_that_a_question_offers_are_understood(unit: str, low: int, more: int) -> None:
    attribute = Attribute("a", "A", "numeric", unit)

    ends: list[tuple[int | None, int | None]] = [(None, low), (low, low + more), (low, None)]

    found = [only(range_label(first, last, attribute)) for first, last in ends]

    assert [(q.low, q.high, q.unit) for q in found] == [(None, low, unit), (low, low + more, unit), (low, None, unit)]


@pytest.mark.parametrize("language", quantity_words())
def test_every_spelling_of_a_unit_is_read(language: str) -> None:
    for symbol, spelled in quantity_words()[language].units.items():
        for word, scale in spelled:
            if language == "zh" and word in ("G", "T"):
                continue  # sizes of memory only
            quantity = only(f"{1200 if word == 'k' else 12} {word}" if word.isascii() else f"12{word}")
            assert quantity.unit is not None, word
            assert units.kind(quantity.unit) == units.kind(symbol), word
            assert quantity.low == pytest.approx(12 * scale) or units.factor(quantity.unit, symbol) != 1, word


@given(number=st.integers(2, 999_999))
def test_numbers_are_read_however_they_are_written(number: int) -> None:
    for spelled in (f"{number}", f"{number:,}", f"{number:,}".replace(",", " "), f"{number:,}".replace(",", "'")):
        assert only(f"under {spelled} euros").high == number
    assert only(f"under {number}.50 euros").high == number + 0.5
    assert only(f"under {number},5 euros").high == number + 0.5


ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
SMALL = [*ONES.split(), "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(number: int) -> str:
    """The number in English words."""
    if number < 20:
        return SMALL[number - 1]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{in_words(number % 10)}" if number % 10 else "")
    if number < 1000:
        return f"{in_words(number // 100)} hundred" + (f" and {in_words(number % 100)}" if number % 100 else "")
    return f"{in_words(number // 1000)} thousand" + (f" {in_words(number % 1000)}" if number % 1000 else "")


def in_han(number: int) -> str:
    """The number in Chinese numerals, up to 9,999."""
    said, gap = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            said += ("零" if gap and said else "") + "一二三四五六七八九"[digit - 1] + name
        gap = not digit
    return said


@given(number=st.integers(2, 9999))
def test_number_words_compose(number: int) -> None:
    assert only(f"at most {in_words(number)} euros").high == number
    assert only(f"不超过{in_han(number)}元").high == number


def test_the_factors_between_units_are_those_of_pint() -> None:
    script = runpy.run_path(str(HERE.parent.parent / "scripts" / "units"))
    stored = json.loads((HERE.parent.parent / "language" / "unit_factors.json").read_text(encoding="utf-8"))

    assert script["factors"]() == stored


def test_a_catalogs_own_unit_is_read_as_it_shows_it() -> None:
    assert [q.unit for q in quantities("at least 9000 BTU", ["BTU"])] == ["BTU"]
    assert quantities("at least 9000 BTU")[0].unit is None


@pytest.mark.parametrize("text", ["cb435a", "i7-8700", "mp3 player", "", "usb3.0", "ten", "四件套", "前三个", "第二个"])
def test_reads_no_number_out_of_codes_and_places(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("text", ["a red one for two", "two in one", "i want more", "more than one"])
def test_reads_no_number_out_of_words_that_count_nothing(text: str) -> None:
    assert quantities(text) == []


def test_two_amounts_are_no_range_unless_it_is_said() -> None:
    assert [quantity.low for quantity in quantities("16gb and 512gb ssd")] == [16, 512]
    assert [quantity.low for quantity in quantities("16 or 32 gb")] == [16, 32]
    assert (only("13 or 14 inch").low, only("13 or 14 inch").high) == (13, 14)  # 13 is 13.3


def test_tells_a_comparison_from_a_mere_number() -> None:
    assert only("under 50").compared
    assert only("between 5 and 10").compared
    assert not only("16 gb").compared
    assert not only("5-10").compared


def test_a_range_said_the_wrong_way_round_is_turned() -> None:
    quantity = only("between 200 and 100 euros")
    assert (quantity.low, quantity.high, quantity.swapped) == (100, 200, True)


def test_converts_to_the_unit_of_the_catalog() -> None:
    assert only("under 2 kg").within("g") == Quantity("lt", None, 2000, "g", (0, 10), compared=True, said="kg")
    assert only("1 tb").within("GB") == Quantity("eq", 1000, 1000, "GB", (0, 4), compared=False, said="tb")


def test_does_not_convert_between_things_that_differ() -> None:
    assert only("2 kg").within("cm") is None
    assert only("50 euros").within("g") is None
    assert only("2 kg").within(None) is None


def test_takes_a_bare_number_to_be_in_any_unit() -> None:
    assert only("under 50").within("g") == only("under 50")


def test_a_number_that_may_be_part_of_a_name_is_marked() -> None:
    found: Any = {q.low: q.loose for q in quantities("iphone 15 pro with 2 lenses")}
    assert found == {15: True, 2: False}


@given(text=st.text(max_size=60))
def test_reads_any_text(text: str) -> None:
    for quantity in quantities(text):
        assert 0 <= quantity.span[0] < quantity.span[1] <= len(text)
    for number in numbers(text):
        assert 0 <= number.start < number.end <= len(text)


def test_a_currency_of_several_countries_is_any_of_theirs() -> None:
    assert units.currencies_of("$") >= {"USD", "CAD", "AUD"}
    assert units.currencies_of("MXN") == {"MXN"}
    assert only("500 MXN").unit == "MXN"
    assert only("R$ 90").unit == "BRL"
    assert only("₹20,000").unit == "INR"


def test_a_code_of_a_currency_is_one_in_capitals_only() -> None:
    assert only("90 MAD").currency
    assert not any(quantity.currency for quantity in quantities("a 10 cup machine, 2 top racks, 3 all black"))
