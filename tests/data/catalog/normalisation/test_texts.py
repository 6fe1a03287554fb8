"""Plain text out of fields with markup."""

from __future__ import annotations

import pytest

from data.catalog.normalisation.texts import plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!-- a --><p>Soft <b>cotton</b></p><!-- <p>no</p> -->", "Soft cotton"),
        ("5 <!-- begun", "5 <!-- begun"),
        ("--> <!-- a --> b", "--> b"),
        ("2 < 3", "2 < 3"),
    ],
)
def test_markup_goes_and_text_stays(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_comments_that_do_not_end_are_looked_at_once() -> None:
    text = "<!--" * 100_000  # for each of which the rest was searched: hours

    assert plain(f"<!-- a -->{text}") == text
