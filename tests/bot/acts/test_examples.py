from __future__ import annotations

import random

import pytest

from bot.acts.examples import States, parse, read


def test_a_line_of_several_acts_is_judged_whole_and_in_parts() -> None:
    example = parse("product | like + details | That looks nice. || how heavy is it though")

    assert example.message == "That looks nice. how heavy is it though"
    assert example.judged() == [
        (example.message, {"like": 0.5, "details": 0.5}),
        ("That looks nice.", {"like": 1.0}),
        ("how heavy is it though", {"details": 1.0}),
    ]


@pytest.mark.parametrize(
    "line",
    ["list | search", "list | fly | up", "list | like + details | one || two || three", "attic | search | a lamp"],
)
def test_a_line_that_is_none_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse(line)


def test_every_line_can_be_put_before_a_shopper() -> None:
    states = States(random.Random(0))  # noqa: S311

    for example in read():
        assert states.drawn(example).state
