"""The routes of feeds: an admin has one fetched now, or releases what was held back. Feeds are added on the server
(`floorwalker feed`), since an address may carry secrets."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, status

from data.steering import feeds
from data.steering.feeds import NAME, Feed
from gateway.console.identity import PATH, AdminDep
from gateway.console.jobs import asked, refusals
from gateway.console.jobs_protocol import FeedRun, FeedShown, JobShown
from gateway.dependencies import ServicesDep

router = APIRouter(prefix=f"{PATH}/steering/feeds", tags=["console"])
FeedName = Annotated[str, Path(pattern=f"^{NAME.pattern}$")]


@router.post("/{name}/run", status_code=status.HTTP_201_CREATED)
async def run(name: FeedName, body: FeedRun, services: ServicesDep, account: AdminDep) -> JobShown:
    """Asks for a job that fetches the feed and imports it; 409 while another job with the catalog waits or runs."""

    def change() -> JobShown:
        engine = services.agents.engine
        with refusals():
            feed = feeds.read(engine, name)
        return asked(engine, account, "run_feed", {**feed.payload, "force": body.force})

    return await asyncio.to_thread(change)


def feed_shown(feed: Feed) -> FeedShown:
    """A feed in the contract's words."""
    return FeedShown.model_validate(asdict(feed) | {"url": feed.shown_url})
