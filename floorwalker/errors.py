"""What can go wrong outside the services, each with its remedy.

CommandFailed
├── PortInUse          another program listens where a process of ours should
├── NotReady           a process did not become ready, or kept stopping
└── StepFailed         a step of the preparation could not be done
"""

from __future__ import annotations


class CommandFailed(Exception):
    """A command cannot go on. `remedy` says what to do next; the command line shows both and exits with 1."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


class PortInUse(CommandFailed):
    """Another program listens on a port of ours."""


class NotReady(CommandFailed):
    """A process of ours did not become ready, or kept stopping."""


class StepFailed(CommandFailed):
    """A step of the preparation failed."""
