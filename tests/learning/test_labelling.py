from __future__ import annotations

import pytest

from data.conversations.sessions import Deed, Verdict
from learning.labelling import Opinion, disagreement, queue
from tests.learning.talks import at, judged, listed, said, talk

UNSURE = Opinion([("search", 0.41), ("details", 0.39)], 0.4)
SURE = Opinion([("search", 0.95), ("details", 0.02)], 0.01)


def test_judges_that_say_the_same_do_not_disagree() -> None:
    assert disagreement([[0.5, 0.5], [0.5, 0.5]]) == pytest.approx(0.0)
    assert disagreement([[1.0, 0.0], [0.0, 1.0]]) == pytest.approx(1.0)
    assert disagreement([[1.0, 0.0]]) == 0.0


def test_what_the_judges_are_unsure_of_comes_first_with_the_reason() -> None:
    session = talk(said(1, "a light laptop", "search"), said(2, "which battery", "search"), said(3, "thanks", "thank"))
    items = queue([session], {"m1": SURE, "m2": UNSURE, "m3": SURE}, kinds=["acts"])

    assert [item.message_id for item in items] == ["m2"]
    assert tuple(map(str, items[0].reasons)) == (
        "could be search (0.41) or details (0.39)",
        "the judges disagree (0.40)",
    )
    assert items[0].priority == pytest.approx(1 - 0.02 + 0.4)


def test_what_shoppers_repaired_is_asked_about_even_where_the_judges_are_sure() -> None:
    session = talk(said(1, "a light laptop", "search"), said(2, "no, undo that", "undo"))
    [item] = queue([session], {"m1": SURE}, kinds=["acts"])

    assert tuple(map(str, item.reasons)) == ("the shopper went on with undo",)


def test_a_thumb_down_asks_for_the_list_the_product_and_the_words() -> None:
    down = Deed("thumbs_down", at(2), None, "l1", {"reason": "misunderstood"})
    session = talk(said(1, "a mouse", "search"), lists=[listed(1, "p1", "p2")], deeds=[down])

    found = {item.kind: item for item in queue([session], {})}
    assert tuple(map(str, found["attributes"].reasons)) == ("thumbs down", "nothing of the list was looked at")
    assert (found["product"].product_id, tuple(map(str, found["product"].reasons))) == (
        "p1",
        ("thumbs down: misunderstood",),
    )


def test_a_first_product_that_shoppers_pass_by_is_asked_about() -> None:
    click = Deed("product_click", at(2), "p2", "l1")
    session = talk(said(1, "a mouse", "search"), lists=[listed(1, "p1", "p2")], deeds=[click])

    [item] = queue([session], {}, kinds=["product"])
    assert tuple(map(str, item.reasons)) == ("others were looked at, and not the first",)


def test_no_ten_alike() -> None:
    same = [talk(said(1, "which battery lasts", "search"), id=f"c{n}") for n in range(10)]
    other = talk(said(1, "parcel nowhere", "search"), id="other")
    # Messages have ids of their own in a log; here each conversation stands alone.
    opinion = Opinion([("search", 0.5), ("details", 0.3)])
    items = queue([*same, other], {"m1": opinion}, most=2)

    assert {item.session.id == "other" for item in items} == {True, False}


def test_what_was_judged_or_skipped_does_not_come_again_to_the_same_person() -> None:
    verdicts = [judged("m1", ("search", "x")), Verdict("flag", "m2", {"flag": "skip"}, "ann", at(9))]
    session = talk(said(1, "which battery"), said(2, "parcel nowhere"), verdicts=verdicts)
    opinions = {"m1": UNSURE, "m2": UNSURE}

    assert queue([session], opinions, who="ann") == []
    assert queue([session], opinions) == []
    assert len(queue([session], opinions, who="bob")) == 2
