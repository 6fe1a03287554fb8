"""Canned replies: one of a name in each language."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from data.agents import replies
from data.agents.errors import UnknownReply
from tests.data.agents.conftest import AT, hire


def test_one_of_a_name_and_language_is_replaced(engine: Engine) -> None:
    anna, bo = hire(engine), hire(engine, "bo")

    first = replies.put(engine, name="Hello", locale="en", text="Hi", by=anna, at=AT)
    other = replies.put(engine, name="hello", locale="zh", text="<b>您好</b>", by=anna, at=AT)
    second = replies.put(engine, name="hello", locale="en", text="Hello!", by=bo, at=AT + timedelta(1))

    assert replies.everything(engine) == [second, other]
    assert (second.id, second.text, second.updated_by) == (first.id, "Hello!", "bo")


def test_two_who_add_the_same_at_once_get_one(engine: Engine) -> None:
    anna = hire(engine)

    with ThreadPoolExecutor(8) as pool:
        put = pool.map(lambda n: replies.put(engine, name="a", locale="en", text=f"{n}", by=anna, at=AT), range(16))

    assert len({one.id for one in put}) == 1
    assert len(replies.everything(engine)) == 1


def test_removes(engine: Engine) -> None:
    kept = replies.put(engine, name="a", locale="en", text="A", by=hire(engine), at=AT)

    assert replies.remove(engine, kept.id) == kept
    assert replies.everything(engine) == []
    with pytest.raises(UnknownReply, match="id: there is no such canned reply"):
        replies.remove(engine, kept.id)
