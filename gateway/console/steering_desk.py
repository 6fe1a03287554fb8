"""What a lead or an admin does with one text: in the database, in the file that serves, and in the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import Engine

from data.agents.accounts import Account
from data.conversations.frequent import frequent_queries
from data.conversations.sites import ALL, Sites
from data.privacy import audit
from data.steering import errors, revisions
from data.steering.files import SteeredFile
from data.steering.revisions import CURRENT, FILE, Proposal, Publish
from data.steering.revisions import Revision as Stored
from gateway.console.ledger import Ledger
from gateway.console.steering_protocol import Revision, RevisionState, RevisionText, Steered
from gateway.errors import Conflict, NotAllowed, NotFound, PartDown
from recommender.protocol.steering import Kind

_LATELY = timedelta(days=30)
_MOST_REQUESTS = 8
_STATE: TypeAdapter[RevisionState] = TypeAdapter(RevisionState)


class SteeringDesk:
    """One text of a kind, for one lead or admin; `sites`: whose requests it is for. Methods wait for database and disk,
    so they belong in a thread.

    They raise NotFound for a revision that is not there, Conflict for one that is not as is supposed, NotAllowed for an
    own proposal that another has to approve, and PartDown where the file cannot be read or written.
    """

    def __init__(
        self, engine: Engine, kind: Kind, path: Path, account: Account, *, four_eyes: bool, sites: Sites = ALL
    ) -> None:
        self._engine = engine
        self._kind = kind
        self._file = SteeredFile(path)
        self._account = account
        self._four_eyes = four_eyes
        self._sites = sites
        self._ledger = Ledger(engine, account)

    def read(self, at: datetime) -> Steered:
        """The text as it is; nothing was checked."""
        with refusals():
            content = self._taken_in(at)
        now = revisions.current(self._engine, self._kind)
        self._ledger.note("read", f"the {self._kind}")
        return Steered(
            content=content,
            revision=_shown(now) if now else None,
            waiting=[_shown(one) for one in revisions.waiting(self._engine, self._kind)],
            problems=[],
            four_eyes=self._four_eyes,
            requests=frequent_queries(self._engine, at - _LATELY, _MOST_REQUESTS, self._sites),
        )

    def history(self) -> list[Revision]:
        """What there was, the latest first."""
        return [_shown(one) for one in revisions.history(self._engine, self._kind)]

    def text(self, id: str) -> RevisionText:
        """One version with its text, and the text that it was made from."""
        with refusals():
            found = self._own(id)
            base = revisions.read(self._engine, found.base).content if found.base else ""
        return RevisionText(revision=_shown(found), content=found.content, before=base)

    def propose(self, content: str, base: str | None, note: str, at: datetime) -> Revision:
        """Makes a text current, or has it wait."""
        with refusals():
            publish = self._publish(at)
            proposal = Proposal(self._kind, content, self._account.name, base, note=note)
            made = revisions.propose(self._engine, proposal, at, four_eyes=self._four_eyes, publish=publish)
        return self._noted("write" if made.state == CURRENT else "propose", made)

    def undo(self, id: str, base: str | None, note: str, at: datetime) -> Revision:
        """The same with the text of an older revision."""
        with refusals():
            publish, name = self._publish(at), self._account.name
            self._own(id)
            made = revisions.undo(
                self._engine, id, at, author=name, base=base, note=note, four_eyes=self._four_eyes, publish=publish
            )
        return self._noted("undo", made)

    def approve(self, id: str, at: datetime) -> Revision:
        """Makes a proposed revision current."""
        with refusals():
            publish, name = self._publish(at), self._account.name
            self._own(id)
            made = revisions.approve(self._engine, id, at, by=name, four_eyes=self._four_eyes, publish=publish)
        return self._noted("approve", made)

    def refuse(self, id: str, at: datetime) -> Revision:
        """Puts a proposed revision aside."""
        with refusals():
            self._own(id)
            made = revisions.refuse(self._engine, id, at, by=self._account.name)
        return self._noted("refuse", made)

    def _own(self, id: str) -> Stored:
        """The revision, which must be of this kind."""
        found = revisions.read(self._engine, id)
        if found.kind != self._kind:
            raise errors.UnknownRevision("id", f"there is no such revision of the {self._kind}", "read the history")
        return found

    def _taken_in(self, at: datetime) -> str:
        """What the file says; what was written there by hand is the current revision then."""
        content = self._file.read()
        taken = revisions.take_in(self._engine, self._kind, content, at)
        if taken is not None:
            audit.note(self._engine, FILE, "write", f"the {self._kind}", revision=taken.id)
        return content

    def _publish(self, at: datetime) -> Publish:
        """Puts a text into the file, unless that was changed since now."""
        before = self._taken_in(at)
        return lambda content: self._file.write(content, before=before)

    def _noted(self, what: str, made: Stored) -> Revision:
        self._ledger.note(what, f"the {self._kind}", revision=made.id)
        return _shown(made)


@contextmanager
def refusals() -> Iterator[None]:
    """What is refused, as the answer that it stands for."""
    try:
        yield
    except errors.UnknownRevision as error:
        raise NotFound(f"{error.problem}; {error.remedy}", field=error.field) from error
    except errors.OwnProposal as error:
        raise NotAllowed(f"{error.problem}; {error.remedy}", field=error.field) from error
    except errors.FileUnusable as error:
        raise PartDown(str(error), field=error.field) from error
    except errors.SteeringError as error:
        raise Conflict(f"{error.problem}; {error.remedy}", field=error.field) from error


def _shown(one: Stored) -> Revision:
    return Revision(
        id=one.id,
        state=_STATE.validate_python(one.state),
        author=one.author,
        at=one.at,
        note=one.note,
        decided_by=one.decided_by,
        decided_at=one.decided_at,
        base=one.base,
    )
