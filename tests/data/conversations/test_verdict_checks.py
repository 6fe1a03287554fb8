from __future__ import annotations

from typing import Any

import pytest

from data.conversations.sessions import Session
from data.conversations.verdict_checks import VerdictInvalid, checked
from language.acts import ACTS
from tests.learning.talks import listed, said, talk


@pytest.fixture
def session() -> Session:
    return talk(said(1, "a mouse"), said(3, "red, and how heavy?"), lists=[listed(2, "p1", "p2"), listed(4, "p2")])


def test_a_verdict_is_about_the_last_message_that_it_can_be_about(session: Session) -> None:
    acts = checked(session, None, "acts", {"acts": ["search"]}, " ann ", ACTS)
    product = checked(session, None, "product", {"product_id": "p1", "right": False}, "ann", ACTS)
    order = checked(session, "l2", "attributes", {"order": ["a1", "a0"]}, "ann", ACTS)

    assert (acts.message_id, acts.payload, acts.agent) == ("m3", {"acts": [["search", "red, and how heavy?"]]}, "ann")
    assert (product.message_id, order.message_id) == ("l2", "l2")


@pytest.mark.parametrize(
    ("message", "kind", "payload", "said"),
    [
        (None, "colour", {}, "kind"),
        (None, "acts", [], "payload"),
        (None, "acts", {"acts": []}, "names none"),
        (None, "acts", {"acts": [["teleport", "red"]]}, "no act 'teleport'"),
        (None, "acts", {"acts": [["search", "blue"]]}, "does not go on with 'blue'"),
        (None, "acts", {"acts": [["details", "how heavy"], ["search", "red"]]}, "does not go on with 'red'"),
        (None, "acts", {"acts": [["search", 5]]}, "no act with its words"),
        ("l2", "acts", {"acts": ["search"]}, "no text of the shopper's"),
        ("l2", "attributes", {"order": ["a0", "weight"]}, "weight did not stand"),
        ("l2", "attributes", {"order": ["a0", "a0"]}, "each once"),
        ("l9", "attributes", {"order": ["a0"]}, "message"),
        ("l4", "product", {"product_id": "p1", "right": True}, "not shown there"),
        (None, "product", {"product_id": "p1", "right": "yes"}, "neither true nor false"),
        ("m9", "flag", {"flag": "skip"}, "not of this conversation"),
        (None, "flag", {"flag": "later"}, "means nothing"),
    ],
)
def test_what_cannot_be_learned_from_is_named(
    session: Session, message: str | None, kind: str, payload: Any, said: str
) -> None:
    with pytest.raises(VerdictInvalid, match=said) as caught:
        checked(session, message, kind, payload, "ann", ACTS)

    assert caught.value.remedy


def test_who_judges_has_a_name(session: Session) -> None:
    with pytest.raises(VerdictInvalid, match="who"):
        checked(session, None, "flag", {"flag": "skip"}, " ", ACTS)
