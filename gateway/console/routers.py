"""The routes of the console, whoever serves what: one line for each subject."""

from __future__ import annotations

from gateway.console import (
    assist,
    conversations,
    factor,
    imports,
    jobs,
    models,
    queue,
    replies,
    revealing,
    seeing,
    signing_in,
    sites,
    steering,
    stream,
)

ROUTERS = tuple(
    subject.router
    for subject in (
        signing_in,
        factor,
        queue,
        conversations,
        assist,
        revealing,
        replies,
        stream,
        sites,
        models,
        imports,
        jobs,
        steering,  # behind those below /steering: it takes whatever else stands there
        seeing,
    )
)
