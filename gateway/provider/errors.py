"""Why signing in at a provider fails; the code goes to the page, the message to the log."""

from __future__ import annotations


class Refused(Exception):
    """`code`: expired (too late, or begun elsewhere), provider (down, or its answer cannot be trusted), unknown (no
    agent), role (no role here), disabled."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
