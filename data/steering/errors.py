"""What can go wrong with steering. Every message names the field and the remedy.

SteeringError
├── UnknownRevision   there is no revision of this id
├── Stale             somebody made another revision current meanwhile
├── Unchanged         the text is what is current already
├── OwnProposal       another than its author has to approve it
├── Decided           the revision waits for nobody
├── FileChanged       the file was changed by hand meanwhile
└── FileUnusable      the file cannot be read or written
"""

from __future__ import annotations

from data.errors import DataError


class SteeringError(DataError):
    """Anything wrong with what is asked of revisions. `field`: what it is about; `remedy`: what to do."""

    def __init__(self, field: str, problem: str, remedy: str) -> None:
        super().__init__(f"{field}: {problem}; {remedy}")
        self.field = field
        self.problem = problem
        self.remedy = remedy


class UnknownRevision(SteeringError):
    """There is no revision of this id."""


class Stale(SteeringError):
    """Somebody made another revision current meanwhile; the message names them."""


class Unchanged(SteeringError):
    """The text is what is current already."""


class OwnProposal(SteeringError):
    """Four eyes are wanted, and these are the author's."""


class Decided(SteeringError):
    """The revision is current, past or refused: nothing is left to decide."""


class FileChanged(SteeringError):
    """The file was changed by hand meanwhile."""


class FileUnusable(SteeringError):
    """The file cannot be read or written; the message says why, without its path."""
