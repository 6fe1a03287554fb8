"""The routes of models: which there are, what each scored, and its report. Leads read; what changes them is a job."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Engine

from data.conversations.log import now
from data.steering import boards, jobs
from gateway.console.fields import Id
from gateway.console.identity import PATH, LeadDep
from gateway.console.jobs import shown as job_shown
from gateway.console.jobs_protocol import ModelReport, ModelShown, ModelsShown
from gateway.dependencies import ServicesDep
from gateway.errors import NotFound

router = APIRouter(prefix=f"{PATH}/steering/models", tags=["console"])


@router.get("")
async def read_models(services: ServicesDep, _: LeadDep) -> ModelsShown:
    """All versions, which one serves, which is on trial, and which a rollback would bring back."""

    def read() -> ModelsShown:
        engine = services.agents.engine
        at = now()
        jobs.interrupt(engine, at)
        board = boards.read(engine, "models")
        content: dict[str, Any] = board.content if board else {}
        busy = next((job for job in jobs.active(engine) if jobs.TURNS[job.kind] == "models"), None)
        return ModelsShown.model_validate(
            {
                "models": [_shown(one, content) for one in content.get("models", ())],
                "current": content.get("promoted"),
                "before": content.get("before"),
                "trial": content.get("trial"),
                "broken": content.get("broken", []),
                "problem": content.get("problem", ""),
                "as_of": board and board.at,
                "workers": jobs.workers(engine, at),
                "busy": busy and job_shown(busy),
            }
        )

    return await asyncio.to_thread(read)


@router.get("/{version}")
async def read_model(version: Id, services: ServicesDep, _: LeadDep) -> ModelReport:
    """One version with its report. 404 for one that is gone."""

    def read() -> ModelReport:
        content, model = _found(services.agents.engine, version)
        return ModelReport(model=_shown(model, content), report=model["report"], config=model["config"])

    return await asyncio.to_thread(read)


def _found(engine: Engine, version: Id) -> tuple[dict[str, Any], dict[str, Any]]:
    board = boards.read(engine, "models")
    content: dict[str, Any] = board.content if board else {}
    for model in content.get("models", ()):
        if model["version"] == version:
            return content, model
    raise NotFound("there is no such model (any more); read the list again", field="version")


def _shown(model: dict[str, Any], content: dict[str, Any]) -> ModelShown:
    version = model["version"]
    roles = {
        "current": content.get("promoted"),
        "trial": (content.get("trial") or {}).get("version"),
        "before": content.get("before"),
    }
    role = next((name for name, which in roles.items() if which == version), "")
    return ModelShown.model_validate(
        {name: model[name] for name in ModelShown.model_fields if name != "role"} | {"role": role}
    )
