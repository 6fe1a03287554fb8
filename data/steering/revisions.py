"""The history of texts that the assistant goes by: proposed, approved or refused, made current, undone.

Of each text (`kind` and `name`) one revision at most is current. Whoever proposes another names the one that theirs is
based on, so that nobody overwrites what a colleague wrote meanwhile. What lies elsewhere besides, as a file, is put
there by `publish` in the same transaction: both are changed, or neither. Times are UTC without a zone, and come from
the caller; people go by the names they sign in with.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from data.steering.errors import Decided, OwnProposal, Stale, Unchanged, UnknownRevision
from data.steering.tables import RevisionRow

PROPOSED, CURRENT, PAST, REFUSED = "proposed", "current", "past", "refused"
FILE = "file"
"""The author of what somebody wrote by hand, beside the console."""
MOST_NOTE = 1000
"""Characters of a note."""
Publish = Callable[[str], None]
"""Puts a text where the assistant reads it; what it raises leaves all as it was."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of a text. `base`: the id of the one that was current when it was written; None: of the first."""

    id: str
    kind: str
    name: str
    content: str
    state: str
    author: str
    at: datetime
    note: str
    base: str | None
    decided_by: str | None
    """Who approved or refused it; None where nobody had to."""
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A text as somebody wants it. `base`: the id of the revision that they changed; None: there was none."""

    kind: str
    content: str
    author: str
    base: str | None
    name: str = ""
    note: str = ""


def current(engine: Engine, kind: str, name: str = "") -> Revision | None:
    """What a text is now; None: nobody wrote it yet."""
    with engine.connect() as connection:
        return _current(connection, kind, name)


def read(engine: Engine, id: str) -> Revision:
    """One of any state. Raises UnknownRevision."""
    with engine.connect() as connection:
        return _read(connection, id)


def history(engine: Engine, kind: str, name: str = "", *, most: int = 100) -> list[Revision]:
    """All there were of a text, the latest first; those that wait among them."""
    table = RevisionRow
    found = select(table.__table__).where(table.kind == kind, table.name == name)
    latest = found.order_by(table.at.desc(), table.decided_at.desc(), table.id).limit(most)
    with engine.connect() as connection:
        return [_revision(row) for row in connection.execute(latest)]


def waiting(engine: Engine, kind: str, name: str = "") -> list[Revision]:
    """Those that wait for a second pair of eyes, the oldest first."""
    table = RevisionRow
    found = select(table.__table__).where(table.kind == kind, table.name == name, table.state == PROPOSED)
    with engine.connect() as connection:
        return [_revision(row) for row in connection.execute(found.order_by(table.at, table.id))]


def propose(
    engine: Engine, proposal: Proposal, at: datetime, *, four_eyes: bool = False, publish: Publish | None = None
) -> Revision:
    """Makes a text current or, with `four_eyes`, has it wait for somebody else.

    Raises Stale if another than its base is current, Unchanged, and what `publish` raises, changing nothing.
    """
    with _writing(engine, proposal.kind, proposal.name) as connection:
        before = _current(connection, proposal.kind, proposal.name)
        _check_base(proposal.base, before)
        if before is not None and before.content == proposal.content:
            raise Unchanged("content", "it is what is current already", "change something first")
        state = PROPOSED if four_eyes else CURRENT
        if state == CURRENT and before is not None:
            _retire(connection, before)
        made = _add(connection, proposal, state, at)
        if state == CURRENT and publish is not None:
            publish(made.content)
        return made


def undo(
    engine: Engine,
    id: str,
    at: datetime,
    *,
    author: str,
    base: str | None,
    note: str = "",
    four_eyes: bool = False,
    publish: Publish | None = None,
) -> Revision:
    """Proposes the text of an older revision as a new one. Raises what `propose` does, and UnknownRevision."""
    older = read(engine, id)
    proposal = Proposal(older.kind, older.content, author, base, older.name, note)
    return propose(engine, proposal, at, four_eyes=four_eyes, publish=publish)


def approve(
    engine: Engine, id: str, at: datetime, *, by: str, four_eyes: bool = True, publish: Publish | None = None
) -> Revision:
    """Makes a proposed revision current.

    Raises UnknownRevision, Decided, OwnProposal (with `four_eyes`), Stale if its base is current no more, and what
    `publish` raises, changing nothing.
    """
    found = read(engine, id)
    with _writing(engine, found.kind, found.name) as connection:
        proposed = _undecided(connection, id)
        if four_eyes and proposed.author == by:
            raise OwnProposal("id", "you wrote it yourself", "another lead or admin has to approve it")
        before = _current(connection, proposed.kind, proposed.name)
        _check_base(proposed.base, before)
        if before is not None:
            _retire(connection, before)
        _decide(connection, proposed, CURRENT, by, at)
        if publish is not None:
            publish(proposed.content)
        return _read(connection, id)


def refuse(engine: Engine, id: str, at: datetime, *, by: str) -> Revision:
    """Puts a proposed revision aside; its author may, too. Raises UnknownRevision and Decided."""
    with engine.execution_options(writes=True).begin() as connection:
        _decide(connection, _undecided(connection, id), REFUSED, by, at)
        return _read(connection, id)


def take_in(engine: Engine, kind: str, content: str, at: datetime, name: str = "") -> Revision | None:
    """Makes current what lies elsewhere already, written by hand; None if it is what is current."""
    before = current(engine, kind, name)
    if content == (before.content if before else ""):
        return None
    proposal = Proposal(kind, content, FILE, before.id if before else None, name)
    try:
        return propose(engine, proposal, at)
    except Stale:  # somebody else took it in, or made another current: whoever asks next sees
        return None


@contextmanager
def _writing(engine: Engine, kind: str, name: str) -> Iterator[Connection]:
    """A transaction that changes which revision is current; of two at once, the later one gets Stale."""
    try:
        with engine.execution_options(writes=True).begin() as connection:
            yield connection
    except IntegrityError as error:
        raise _stale(current(engine, kind, name)) from error


def _current(connection: Connection, kind: str, name: str) -> Revision | None:
    table = RevisionRow
    found = select(table.__table__).where(table.kind == kind, table.name == name, table.state == CURRENT)
    row = connection.execute(found).one_or_none()
    return None if row is None else _revision(row)


def _read(connection: Connection, id: str) -> Revision:
    row = connection.execute(select(RevisionRow.__table__).where(RevisionRow.id == id)).one_or_none()
    if row is None:
        raise UnknownRevision("id", "there is no such revision", "read the history again")
    return _revision(row)


def _undecided(connection: Connection, id: str) -> Revision:
    found = _read(connection, id)
    if found.state != PROPOSED:
        who = f" by {found.decided_by}" if found.decided_by else ""
        raise Decided("id", f"it is {found.state}{who}", "read the history again")
    return found


def _check_base(base: str | None, before: Revision | None) -> None:
    if base != (before.id if before else None):
        raise _stale(before)


def _stale(now: Revision | None) -> Stale:
    if now is None:
        return Stale("base", "there is no revision yet", "leave base out")
    who = "in the file, by hand" if now.author == FILE else f"by {now.author}"
    when = f"{now.decided_at or now.at:%Y-%m-%d %H:%M} UTC"
    return Stale("base", f"it was changed {who}, {when}", "read it again, and make your change in what it is now")


def _retire(connection: Connection, before: Revision) -> None:
    """Raises Stale where somebody else just did."""
    table = RevisionRow
    still = (table.id == before.id, table.state == CURRENT)
    if connection.execute(update(table).where(*still).values(state=PAST)).rowcount == 0:
        raise Stale("base", "somebody changed it at this moment", "read it again, and make your change in what it is")


def _decide(connection: Connection, proposed: Revision, state: str, by: str, at: datetime) -> None:
    """Raises Decided where somebody else just did."""
    table = RevisionRow
    own = update(table).where(table.id == proposed.id, table.state == PROPOSED)
    if connection.execute(own.values(state=state, decided_by=by, decided_at=at)).rowcount == 0:
        raise Decided("id", "somebody decided at this moment", "read the history again")


def _add(connection: Connection, proposal: Proposal, state: str, at: datetime) -> Revision:
    row: dict[str, Any] = {
        "id": uuid.uuid4().hex,
        "kind": proposal.kind,
        "name": proposal.name,
        "content": proposal.content,
        "state": state,
        "author": proposal.author,
        "at": at,
        "note": proposal.note[:MOST_NOTE],
        "base": proposal.base,
        "decided_by": None,
        "decided_at": None,
    }
    connection.execute(insert(RevisionRow), row)
    return Revision(**row)


def _revision(row: Any) -> Revision:
    return Revision(
        row.id,
        row.kind,
        row.name,
        row.content,
        row.state,
        row.author,
        row.at,
        row.note,
        row.base,
        row.decided_by,
        row.decided_at,
    )
