"""Which catalog the shoppers of a site are shown, and the recommender that has it. Sites without one of their own have
the main one, whose name is empty."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from data.conversations.log import Conversation
from recommender.client import RecommenderClient, RecommenderUnavailable


class SiteCatalogs:
    """Names of catalogs by site key."""

    def __init__(self, named: Mapping[str, str]) -> None:
        self._named = named

    def of(self, site_key: str) -> str:
        """The name of a site's catalog."""
        return self._named.get(site_key, "")

    def others(self) -> dict[str, list[str]]:
        """The keys of the sites of each catalog besides the main one, by its name."""
        found: dict[str, list[str]] = {}
        for key, name in sorted(self._named.items(), key=lambda item: (item[1], item[0])):
            found.setdefault(name, []).append(key)
        return found

    def metadata(self, conversation: Conversation) -> dict[str, str]:
        """What the assistant is told with each message; nothing where it is the main one."""
        name = self.of(conversation.site_key)
        return {"catalog": name} if name else {}


class Recommenders:
    """The recommender of each catalog."""

    def __init__(self, main: RecommenderClient, others: Mapping[str, RecommenderClient], sites: SiteCatalogs) -> None:
        self.main = main
        self._by_name = {"": main, **others}
        self._sites = sites

    def of(self, site_key: str) -> RecommenderClient:
        """That of a site's catalog."""
        return self._by_name[self._sites.of(site_key)]

    async def are_ready(self) -> bool:
        """Whether all of them are."""
        return all(await asyncio.gather(*map(_is_ready, self._by_name.values())))


async def _is_ready(recommender: RecommenderClient) -> bool:
    try:
        return (await recommender.ready()).ready
    except RecommenderUnavailable:
        return False


@asynccontextmanager
async def recommenders(
    main_url: str, urls: Mapping[str, str], token: str, sites: SiteCatalogs
) -> AsyncIterator[Recommenders]:
    """Their clients, for as long as the block runs; `urls`: of the others than the main one, by name."""
    async with AsyncExitStack() as stack:

        async def opened(url: str) -> RecommenderClient:
            return await stack.enter_async_context(RecommenderClient(url, token=token))

        yield Recommenders(await opened(main_url), {name: await opened(url) for name, url in urls.items()}, sites)
