"""Wishes that no attribute answers for."""

from __future__ import annotations

import pytest

from retrieval.attribute_table import AttributeTable
from retrieval.understanding.linker import Linker
from tests.retrieval.coded_catalog import coded_catalog


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(AttributeTable.from_catalog(coded_catalog()))


@pytest.mark.parametrize("text", ["mouse without buttons", "mouse w/o buttons", "mouse, no buttons"])
def test_what_only_texts_say_is_unwanted_and_stays_in_the_words(linker: Linker, text: str) -> None:
    read = linker.link(text)

    assert read.unwanted == ["buttons"]
    assert "buttons" in read.rest
    assert not read.notes


@pytest.mark.parametrize(("text", "wish"), [("vegan shoes", "vegan"), ("kettle without fluoride", "fluoride")])
def test_what_no_product_says_is_said_and_searched_for(linker: Linker, text: str, wish: str) -> None:
    read = linker.link(text)

    assert [(note.text, note.kind) for note in read.notes] == [(wish, "unchecked")]
    assert wish in read.rest


@pytest.mark.parametrize(
    "text", ["good shoes", "cheap mouse", "a mouse without waking anyone", "I do not leave my mouse"]
)
def test_what_is_no_property_is_no_wish(linker: Linker, text: str) -> None:
    assert not linker.link(text).notes
