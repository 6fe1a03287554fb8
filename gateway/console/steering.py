"""The routes of rules and knowledge for the main catalog: read, checked, previewed, proposed, approved, refused, undone
by leads and admins.

What serves is the file that the recommender reads; the revisions are its history. What somebody wrote into the file by
hand is taken in as a revision before anything else, so that nothing is overwritten unseen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends

from data.agents.accounts import Account
from data.conversations.log import now
from data.conversations.sites import Sites
from gateway.console.fields import Id
from gateway.console.identity import PATH, LeadDep
from gateway.console.steering_desk import SteeringDesk
from gateway.console.steering_protocol import (
    Attribute,
    Attributes,
    DraftPreviewRequest,
    DraftRequest,
    History,
    ProposalRequest,
    RevisionMade,
    RevisionText,
    Steered,
    UndoRequest,
)
from gateway.dependencies import Services, ServicesDep
from gateway.errors import ContentRefused, NotFound, PartDown
from recommender.client import RecommenderRejected, RecommenderUnavailable
from recommender.protocol.steering import Checked, CheckRequest, Kind, Preview, PreviewRequest, Problem

router = APIRouter(prefix=f"{PATH}/steering", tags=["console"])
_Result = TypeVar("_Result")


class Room:
    """One text, and who asks about it."""

    def __init__(self, kind: Kind, services: Services, account: Account) -> None:
        path = services.config.rules if kind == "rules" else services.config.knowledge
        if path is None:
            raise NotFound(f"this gateway was not told where the {kind} lie; floorwalker starts one that is")
        self.kind: Kind = kind
        self.services = services
        engine = services.agents.engine
        sites = Sites(frozenset(services.config.catalogs))  # those that have the main catalog
        self._desk = SteeringDesk(engine, kind, path, account, four_eyes=services.config.four_eyes, sites=sites)

    async def do(self, work: Callable[[SteeringDesk], _Result]) -> _Result:
        """Waits for the database and the file in a thread."""
        return await asyncio.to_thread(work, self._desk)

    async def check(self, content: str) -> list[Problem]:
        """Raises PartDown."""
        try:
            return (await self.services.recommenders.main.check(CheckRequest(kind=self.kind, content=content))).problems
        except (RecommenderUnavailable, RecommenderRejected) as error:
            raise _unchecked(error) from error

    async def usable(self, content: str) -> list[Problem]:
        """The warnings about a text. Raises ContentRefused for one with errors, and PartDown."""
        problems = await self.check(content)
        for problem in problems:
            if problem.severity == "error":
                raise ContentRefused(f"line {problem.line}: {_named(problem)}{problem.message}", field="content")
        return problems


def _named(problem: Problem) -> str:
    return f"{problem.field}: " if problem.field else ""


def _unchecked(error: Exception) -> PartDown:
    return PartDown(f"the recommender cannot check it just now ({error}); try again in a moment")


async def room(kind: Kind, services: ServicesDep, account: LeadDep) -> Room:
    """The text that the path names, for a lead or an admin."""
    return Room(kind, services, account)


RoomDep = Annotated[Room, Depends(room)]


@router.get("/attributes")
async def attributes(_: LeadDep, services: ServicesDep) -> Attributes:
    """The attributes of the catalog."""
    try:
        found = await services.recommenders.main.attributes()
    except (RecommenderUnavailable, RecommenderRejected) as error:
        raise PartDown(f"the recommender does not say which attributes there are ({error}); try again") from error
    return Attributes(attributes=[Attribute(name=one.name, label=one.label, products=one.products) for one in found])


@router.get("/{kind}")
async def read(room: RoomDep) -> Steered:
    """The text as it is now, with what is wrong with it and what waits."""
    steered = await room.do(lambda desk: desk.read(now()))
    try:
        return steered.model_copy(update={"problems": await room.check(steered.content)})
    except PartDown as error:
        return steered.model_copy(update={"unchecked": error.message})


@router.post("/{kind}/check")
async def check(body: DraftRequest, room: RoomDep) -> Checked:
    """What is wrong with a draft, by line."""
    return Checked(problems=await room.check(body.content))


@router.post("/{kind}/preview")
async def preview(body: DraftPreviewRequest, room: RoomDep) -> Preview:
    """What a draft would change in the answers to some requests."""
    try:
        asked = PreviewRequest(kind=room.kind, content=body.content, requests=body.requests)
        return await room.services.recommenders.main.preview(asked)
    except (RecommenderUnavailable, RecommenderRejected) as error:
        raise _unchecked(error) from error


@router.post("/{kind}/propose")
async def propose(body: ProposalRequest, room: RoomDep) -> RevisionMade:
    """Makes a text current or, with four eyes, has it wait."""
    warnings = await room.usable(body.content)
    made = await room.do(lambda desk: desk.propose(body.content, body.base, body.note, now()))
    return RevisionMade(revision=made, problems=warnings)


@router.get("/{kind}/history")
async def history(room: RoomDep) -> History:
    """What there was."""
    return History(revisions=await room.do(lambda desk: desk.history()))


@router.get("/{kind}/revisions/{id}")
async def revision(id: Id, room: RoomDep) -> RevisionText:
    """One version with its text."""
    return await room.do(lambda desk: desk.text(id))


@router.post("/{kind}/revisions/{id}/approve")
async def approve(id: Id, room: RoomDep) -> RevisionMade:
    """Makes a proposed revision current; with four eyes, only another's. Checked again: a catalog may have come."""
    warnings = await room.usable((await room.do(lambda desk: desk.text(id))).content)
    return RevisionMade(revision=await room.do(lambda desk: desk.approve(id, now())), problems=warnings)


@router.post("/{kind}/revisions/{id}/refuse")
async def refuse(id: Id, room: RoomDep) -> RevisionMade:
    """Puts a proposed revision aside; its author withdraws it so."""
    return RevisionMade(revision=await room.do(lambda desk: desk.refuse(id, now())), problems=[])


@router.post("/{kind}/revisions/{id}/undo")
async def undo(id: Id, body: UndoRequest, room: RoomDep) -> RevisionMade:
    """Proposes the text of an older revision again."""
    content = (await room.do(lambda desk: desk.text(id))).content
    warnings = await room.usable(content)
    made = await room.do(lambda desk: desk.undo(id, body.base, body.note, now()))
    return RevisionMade(revision=made, problems=warnings)
