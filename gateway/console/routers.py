"""The routes of the console, whoever serves what: one line for each subject."""

from __future__ import annotations

from gateway.console import (
    assist,
    compose,
    conversations,
    factor,
    feeds,
    imports,
    jobs,
    models,
    provider_signing_in,
    queue,
    replies,
    revealing,
    seeing,
    signing_in,
    sites,
    steering,
    stream,
    teaching,
)

ROUTERS = tuple(
    subject.router
    for subject in (
        signing_in,
        factor,
        provider_signing_in,
        queue,
        conversations,
        assist,
        compose,
        revealing,
        replies,
        teaching,
        stream,
        sites,
        models,
        imports,
        feeds,
        jobs,
        steering,  # behind those below /steering: it takes whatever else stands there
        seeing,
    )
)
