"""What can go wrong with agents and what belongs to them. Every message names the field and the remedy.

AgentError
├── BadField         a name, a password or another value that cannot be taken
├── NameTaken        there is an agent of this name
├── UnknownAgent     there is none
└── UnknownReply     there is no canned reply of this id
"""

from __future__ import annotations

from data.errors import DataError


class AgentError(DataError):
    """Anything wrong with what is asked about agents. `field`: what it is about; `remedy`: what to do."""

    def __init__(self, field: str, problem: str, remedy: str) -> None:
        super().__init__(f"{field}: {problem}; {remedy}")
        self.field = field
        self.problem = problem
        self.remedy = remedy


class BadField(AgentError):
    """A value that cannot be taken."""


class NameTaken(AgentError):
    """Somebody signs in by this name."""


class UnknownAgent(AgentError):
    """Nobody signs in by this name."""


class UnknownReply(AgentError):
    """There is no canned reply of this id."""
