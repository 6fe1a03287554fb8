"""The routes of catalog imports: a file is given, checked, and then imported as it was checked. Admins alone.

The gateway stores what it is given and looks into none of it: reading it is a job, of a process that can be spared.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, status
from sqlalchemy import Engine
from starlette.requests import ClientDisconnect

from data.agents.accounts import Account
from data.conversations.log import now
from data.steering import boards, feeds, jobs, uploads
from data.steering.boards import Board
from data.steering.uploads import Receiving, Upload
from gateway.console.feeds import feed_shown
from gateway.console.fields import Id
from gateway.console.identity import PATH, AdminDep
from gateway.console.jobs import asked, refusals
from gateway.console.jobs_protocol import (
    CatalogShown,
    CheckRequest,
    FailedImport,
    ImportRequest,
    ImportsShown,
    JobShown,
    OtherCatalog,
    UploadShown,
)
from gateway.console.ledger import Ledger
from gateway.dependencies import Services, ServicesDep
from gateway.errors import BadRequest, Conflict, NotFound, TooLarge

router = APIRouter(prefix=f"{PATH}/steering/imports", tags=["console"])
PART_BYTES = 1 << 20
"""What is stored at once."""
_FILE = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "minLength": 1}}},
    }
}


@router.get("")
async def read_imports(services: ServicesDep, _: AdminDep) -> ImportsShown:
    """Files that wait to be imported, and the current catalog with the report of its import."""

    def read() -> ImportsShown:
        engine = services.agents.engine
        return ImportsShown(
            uploads=[_shown(one) for one in uploads.listed(engine)],
            most_bytes=services.config.most_upload_bytes,
            **_told(engine),
            others=[
                OtherCatalog(name=name, sites=sites, **_told(engine, name))
                for name, sites in services.catalogs.others().items()
            ],
            feeds=[feed_shown(one) for one in feeds.listed(engine)],
            workers=jobs.workers(engine, now()),
        )

    return await asyncio.to_thread(read)


@router.post("", status_code=status.HTTP_201_CREATED, openapi_extra=_FILE)
async def give(
    request: Request,
    services: ServicesDep,
    account: AdminDep,
    name: Annotated[str, Query(min_length=1, max_length=200)],
) -> UploadShown:
    """Takes a file, which is the request's body as it is. 413 for one that is too large; of one that is cut off nothing
    is kept."""
    length = request.headers.get("content-length", "")
    expected = int(length) if length.isdecimal() else None
    _refuse_large(expected or 0, services)
    engine = services.agents.engine
    clean = "".join(letter for letter in name if letter.isprintable()).strip() or "catalog"
    receiving = await asyncio.to_thread(lambda: Receiving(engine, name=clean, by=account.name, at=now()))
    try:
        received = await _receive(request, receiving, services)
        if received == 0:
            raise BadRequest("the file is empty; export it again", field="body")
        if expected is not None and received != expected:
            raise BadRequest("the file was cut off; send it again", field="body")
        upload = await asyncio.to_thread(receiving.finish)
    except ClientDisconnect as error:
        await asyncio.to_thread(receiving.drop)
        raise BadRequest("the file was cut off; send it again", field="body") from error
    except BaseException:
        await asyncio.shield(asyncio.to_thread(receiving.drop))
        raise
    await asyncio.to_thread(_note, services, account, "give", upload)
    return _shown(upload)


@router.delete("/{id}", status_code=status.HTTP_204_NO_CONTENT)
async def remove(id: Id, services: ServicesDep, account: AdminDep) -> None:
    """Removes a file."""

    def change() -> None:
        with refusals():
            upload = uploads.remove(services.agents.engine, id)
        _note(services, account, "remove", upload)

    await asyncio.to_thread(change)


@router.post("/{id}/check", status_code=status.HTTP_201_CREATED)
async def check(id: Id, body: CheckRequest, services: ServicesDep, account: AdminDep) -> JobShown:
    """Asks for a job that reads the file and says what would come of it; nothing is changed."""

    def change() -> JobShown:
        engine = services.agents.engine
        with refusals():
            upload = uploads.read(engine, id)
        payload = {"upload": upload.id, "name": upload.name, "format": body.format, "mapping": body.mapping}
        if body.catalog:
            payload["catalog"] = _known(body.catalog, services)
        return asked(engine, account, "check_catalog", payload)

    return await asyncio.to_thread(change)


@router.post("/{id}/import", status_code=status.HTTP_201_CREATED)
async def import_file(id: Id, body: ImportRequest, services: ServicesDep, account: AdminDep) -> JobShown:
    """Asks for a job that imports the file as it was checked, and indexes it. 409 unless that check found it fit."""

    def change() -> JobShown:
        engine = services.agents.engine
        with refusals():
            upload = uploads.read(engine, id)
            checked = jobs.read(engine, body.check)
        if checked.kind != "check_catalog" or checked.payload.get("upload") != upload.id:
            raise Conflict("that job did not check this file; check it first", field="check")
        if checked.state != "done" or not checked.result:
            raise Conflict(f"the check is {checked.state}; import what a check found fit", field="check")
        return asked(engine, account, "import_catalog", _as_checked(checked.payload, checked.result))

    return await asyncio.to_thread(change)


def _known(catalog: str, services: Services) -> str:
    """Raises NotFound for a name that no catalog has."""
    others = services.catalogs.others()
    if catalog not in others:
        known = ", ".join(others) or "the main one alone, which is named by leaving it out"
        raise NotFound(f"there is no catalog {catalog!r}; there are: {known}", field="catalog")
    return catalog


def _told(engine: Engine, catalog: str = "") -> dict[str, Any]:
    """What is known of a catalog, and of its last import."""
    board = boards.read(engine, "catalog", catalog)
    return {
        "catalog": CatalogShown.model_validate(board.content) if board and board.content else None,
        "failed": _failed(boards.read(engine, "import", catalog)),
    }


def _failed(last: Board | None) -> FailedImport | None:
    report = last.content.get("report") if last else None
    return FailedImport(at=last.at, report=report) if last and report and report.get("problem") else None


def _as_checked(payload: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    return payload | {"format": result.get("format", payload["format"])}


async def _receive(request: Request, receiving: Receiving, services: Services) -> int:
    """Stores the body in parts; its bytes. Raises TooLarge, and ClientDisconnect if it is cut off."""
    total = 0
    async for part in _parts(request):
        total += len(part)
        _refuse_large(total, services)
        await asyncio.to_thread(receiving.add, part)
    return total


async def _parts(request: Request) -> AsyncIterator[bytes]:
    """The body, regrouped."""
    gathered = bytearray()
    async for chunk in request.stream():
        gathered += chunk
        while len(gathered) >= PART_BYTES:
            yield bytes(gathered[:PART_BYTES])
            del gathered[:PART_BYTES]
    if gathered:
        yield bytes(gathered)


def _refuse_large(size: int, services: Services) -> None:
    most = services.config.most_upload_bytes
    if size > most:
        remedy = "gzip it, or have FLOORWALKER_MOST_UPLOAD_MB raised"
        raise TooLarge(f"the file is larger than {most // 1024**2} MB; {remedy}", field="body")


def _note(services: Services, account: Account, what: str, upload: Upload) -> None:
    ledger = Ledger(services.agents.engine, account)
    ledger.note(what, "a catalog file", name=upload.name, bytes=upload.size, sha256=upload.digest)


def _shown(upload: Upload) -> UploadShown:
    return UploadShown(id=upload.id, name=upload.name, size=upload.size, by=upload.by, at=upload.at)
