"""Revisions: proposed, approved, refused and undone, and what of two at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.steering import revisions
from data.steering.errors import Decided, OwnProposal, Stale, SteeringError, Unchanged, UnknownRevision
from data.steering.revisions import Proposal, Revision

AT = datetime(2026, 3, 1, 9)


def _propose(engine: Engine, content: str, base: Revision | None = None, minutes: int = 0, **more: object) -> Revision:
    proposal = Proposal("rules", content, "anna", base.id if base else None, note="why")
    return revisions.propose(engine, proposal, AT + timedelta(minutes=minutes), **more)  # type: ignore[arg-type]


def _into(file: Path) -> Callable[[str], None]:
    def publish(content: str) -> None:
        file.write_text(content, encoding="utf-8")

    return publish


def test_makes_current_what_is_proposed_and_keeps_what_was(engine: Engine) -> None:
    assert revisions.current(engine, "rules") is None
    first = _propose(engine, "pin: []\r\n")
    second = _propose(engine, "hide: []", first, 1)
    of_a_site = revisions.propose(engine, Proposal("site", "{}", "bo", None, name="demo"), AT)

    assert revisions.current(engine, "rules") == second
    assert [(one.content, one.state) for one in revisions.history(engine, "rules")] == [
        ("hide: []", "current"),
        ("pin: []\r\n", "past"),
    ]
    assert (second.base, second.note, second.decided_by) == (first.id, "why", None)
    assert revisions.current(engine, "site", "demo") == of_a_site


def test_refuses_what_is_based_on_another_than_the_current(engine: Engine) -> None:
    first = _propose(engine, "a")
    _propose(engine, "b", first, 1)

    with pytest.raises(Stale, match=r"base: it was changed by anna, 2026-03-01 09:01 UTC; read it again"):
        _propose(engine, "c", first)
    with pytest.raises(Stale):
        _propose(engine, "c")
    assert len(revisions.history(engine, "rules")) == 2


def test_refuses_what_changes_nothing(engine: Engine) -> None:
    with pytest.raises(Unchanged):
        _propose(engine, "a", _propose(engine, "a"))


def test_one_of_many_at_once_wins(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"

    def attempt(content: str, base: Revision | None) -> Revision | None:
        try:
            return _propose(engine, content, base, publish=_into(file))
        except Stale:
            return None

    before = None
    for turn in range(3):
        with ThreadPoolExecutor(6) as pool:
            tries = list(pool.map(lambda n, t=turn, b=before: attempt(f"{t} {n}", b), range(6)))
        (before,) = filter(None, tries)
        assert file.read_text() == before.content
        assert revisions.current(engine, "rules") == before


def test_with_four_eyes_another_approves(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    first = _propose(engine, "a")
    proposed = _propose(engine, "b", first, 1, four_eyes=True, publish=_into(file))

    assert (proposed.state, revisions.waiting(engine, "rules")) == ("proposed", [proposed])
    assert (revisions.current(engine, "rules"), file.exists()) == (first, False)
    with pytest.raises(OwnProposal, match="another lead or admin"):
        revisions.approve(engine, proposed.id, AT, by="anna", publish=_into(file))
    approved = revisions.approve(engine, proposed.id, AT + timedelta(1), by="bo", publish=_into(file))
    assert (approved.state, approved.decided_by, file.read_text()) == ("current", "bo", "b")
    assert revisions.current(engine, "rules") == approved
    with pytest.raises(Decided, match="it is current by bo"):
        revisions.refuse(engine, proposed.id, AT, by="bo")


def test_approves_nothing_that_is_based_on_what_is_past(engine: Engine) -> None:
    first = _propose(engine, "a")
    proposed = _propose(engine, "b", first, four_eyes=True)
    now = _propose(engine, "c", first)

    with pytest.raises(Stale, match="changed by anna"):
        revisions.approve(engine, proposed.id, AT, by="bo")
    refused = revisions.refuse(engine, proposed.id, AT, by="anna")
    assert (refused.state, revisions.waiting(engine, "rules")) == ("refused", [])
    assert revisions.current(engine, "rules") == now


def test_undoes_by_a_new_revision(engine: Engine) -> None:
    first = _propose(engine, "a")
    second = _propose(engine, "b", first, 1)
    undone = revisions.undo(engine, first.id, AT + timedelta(1), author="bo", base=second.id, note="worse")

    assert (undone.content, undone.author, undone.base) == ("a", "bo", second.id)
    assert [one.state for one in revisions.history(engine, "rules")] == ["current", "past", "past"]
    with pytest.raises(UnknownRevision):
        revisions.undo(engine, "none", AT, author="bo", base=undone.id)


def test_changes_nothing_where_it_cannot_be_published(engine: Engine) -> None:
    first = _propose(engine, "a")

    def fail(_content: str) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        _propose(engine, "b", first, publish=fail)
    assert revisions.history(engine, "rules") == [first]


def test_takes_in_what_was_written_by_hand(engine: Engine) -> None:
    assert revisions.take_in(engine, "rules", "", AT) is None
    taken = revisions.take_in(engine, "rules", "a", AT)
    assert taken is not None
    assert (taken.author, taken.state, taken.base) == ("file", "current", None)
    assert revisions.take_in(engine, "rules", "a", AT) is None
    emptied = revisions.take_in(engine, "rules", "", AT)
    assert emptied is not None

    with pytest.raises(SteeringError, match="it was changed in the file, by hand"):
        _propose(engine, "b", taken)
