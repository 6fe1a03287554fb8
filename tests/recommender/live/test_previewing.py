"""What rules and knowledge would change, before they are current."""

from __future__ import annotations

from recommender.engine.recommender import Recommender
from recommender.live.previewing import preview
from recommender.protocol.steering import Kind, Preview, PreviewRequest


def shown(recommender: Recommender, content: str, *requests: str, kind: Kind = "rules") -> Preview:
    return preview(recommender, PreviewRequest(kind=kind, content=content, requests=list(requests)))


def test_shows_what_moves_and_why(recommender: Recommender) -> None:
    before = recommender.rules

    answer = shown(recommender, "pin:\n- attribute: Weight\nhide:\n- attribute: Colour", "mouse", "", "mouse", "laptop")

    assert [one.query for one in answer.requests] == ["mouse", "laptop"]
    mouse = answer.requests[0]
    attributes = {one.id: one for one in mouse.attributes}
    assert mouse.changed
    assert (attributes["weight"].after, attributes["weight"].why) == (1, ["the shop pins it to the top"])
    assert (attributes["weight"].before or 0) > 1
    assert attributes["colour"].after is None
    assert attributes["colour"].before is not None
    assert recommender.rules is before


def test_nothing_moves_where_nothing_changes(recommender: Recommender) -> None:
    (mouse,) = shown(recommender, "", "mouse").requests

    assert not mouse.changed
    assert all(one.before == one.after for one in [*mouse.attributes, *mouse.products])


def test_answers_nothing_by_a_text_that_cannot_be_used(recommender: Recommender) -> None:
    answer = shown(recommender, "pin:\n- attribute: Wieght", "mouse")

    assert answer.requests == []
    assert [one.line for one in answer.problems] == [2]


def test_shows_what_knowledge_would_change_and_leaves_what_is_known(recommender: Recommender) -> None:
    families = recommender.families
    content = "families:\n- family: mouse\n  matters: {colour: 3, weight: 0}\n"

    (mouse,) = shown(recommender, content, "mouse", kind="knowledge").requests

    assert mouse.query == "mouse"
    assert recommender.families is families
