"""Placeholders: given, put back, and put in again."""

from __future__ import annotations

import pytest

from language.placeholders import kind_of, next_number, placeholder, replaced, restored, throughout, without_lookalikes

VALUES = {"‹email_1›": "anna@example.com", "‹name_1›": "Li", "‹order_s1›": "FW-1"}


def test_each_side_counts_for_itself() -> None:
    taken = {"‹email_1›": "", "‹email_7›": "", "‹email_s2›": "", "‹name_9›": ""}

    assert next_number("email", taken) == 8
    assert next_number("email", taken, is_shops=True) == 3
    assert next_number("phone", taken) == 1
    assert placeholder("email", 3, is_shops=True) == "‹email_s3›"


def test_the_kind_is_read_of_a_placeholder_and_of_nothing_else() -> None:
    assert kind_of("‹order_s12›") == "order"
    with pytest.raises(ValueError, match="no placeholder"):
        kind_of("order_1")


def test_values_are_put_back_and_what_is_gone_is_said_to_be() -> None:
    assert restored("‹email_1›, ‹email_2›", VALUES) == "anna@example.com, ‹email_2›"
    assert restored("‹email_1›, ‹email_2›", VALUES, "•••") == "anna@example.com, •••"
    assert without_lookalikes("‹email_1›") == "email_1"


def test_values_are_replaced_as_words_and_short_ones_only_by_themselves() -> None:
    assert replaced("to ANNA@example.com, Lisa Li", VALUES, 4) == "to ‹email_1›, Lisa Li"
    assert replaced("Li", VALUES, 4) == "‹name_1›"
    assert replaced("Lisa Li", VALUES) == "Lisa ‹name_1›"


def test_every_text_of_a_value_is_changed_and_keys_stay() -> None:
    assert throughout({"a": ["a", 1, None, {"a": "a"}]}, str.upper) == {"a": ["A", 1, None, {"a": "A"}]}
