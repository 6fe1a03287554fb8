"""The routes of the queue: who waits, who is served, and closing what waits for one reason."""

from __future__ import annotations

from fastapi import APIRouter

from gateway.console.desk import DeskDep
from gateway.console.identity import PATH, LeadDep
from gateway.console.protocol import Closed, CloseQueueRequest, Queue
from gateway.console.serving import ServingDep

router = APIRouter(prefix=f"{PATH}/queue", tags=["console"])


@router.get("")
async def read_queue(desk: DeskDep) -> Queue:
    """Who waits, who is served by whom, who talks to the assistant just now, and the agents."""
    return await desk.queue()


@router.post("/close")
async def close_queue(body: CloseQueueRequest, serving: ServingDep, _: LeadDep) -> Closed:
    """Gives all that wait for a reason back to the assistant, and says so to each shopper."""
    return await serving.close_queue(body.reason)
