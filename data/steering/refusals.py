"""What jobs and uploads refuse. Every message says what to do.

JobRefused
├── UnknownJob       there is no such job (any more)
├── NotStoppable     it is over, or cannot be stopped in the middle
├── TurnTaken        another job, which it must not meet, waits or runs; carries that one
├── UnknownUpload    there is no such file (any more)
└── UploadBroken     the file is not as it was given
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.steering.jobs import Job


class JobRefused(Exception):
    """Something about a job that cannot be done. `field` is what it is about."""

    def __init__(self, field: str, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}; {remedy}")
        self.field = field


class UnknownJob(JobRefused):
    """There is no such job (any more)."""


class NotStoppable(JobRefused):
    """It is over, or cannot be stopped in the middle."""


class TurnTaken(JobRefused):
    """Another job, which it must not meet, waits or runs."""

    def __init__(self, other: Job) -> None:
        super().__init__(
            "kind",
            f"{other.kind}, which {other.asked_by} asked for, is {other.state}",
            "wait until it has ended, or cancel it first",
        )
        self.other = other


class UnknownUpload(JobRefused):
    """There is no such file (any more)."""


class UploadBroken(JobRefused):
    """The file is not as it was given."""
