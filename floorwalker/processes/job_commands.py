"""What each kind of job runs: commands of ours, with arguments from what is written here alone. No shell sees them.

What a job asks for comes out of the database; it is checked here again, as if anybody had written it there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from data.catalog.formats import AUTO, FORMATS
from data.steering.feeds import NAME
from data.steering.jobs import Job
from floorwalker.catalogs import MAIN
from floorwalker.catalogs import NAME as CATALOG
from floorwalker.errors import StepFailed
from floorwalker.processes.schedule import NOTHING_YET

Payload = Mapping[str, Any]
NONE = "none"
"""For `floorwalker models promote --instead-of`: no version is promoted."""
UNCHANGED = 3
"""The exit code of `floorwalker feed run` where there was nothing new, and nothing is left to prepare."""
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_TRIALS = ("canary", "shadow", "interleave")
_FORMATS = (AUTO, *FORMATS)


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a job. `says`: whether it prints one JSON object, which is the job's result; `fine`: exit codes
    other than 0 after which the job goes on; `last`: those after which nothing is left to do."""

    arguments: tuple[str, ...]
    says: bool = False
    fine: frozenset[int] = frozenset()
    last: frozenset[int] = frozenset()


def steps(job: Job, folder: Path) -> tuple[Step, ...]:
    """What the job runs, one after the other. `folder`: where its file and mapping lie, if it has any.

    Raises StepFailed, naming the field, for what no job may ask.
    """
    if job.kind not in _KINDS:
        raise StepFailed(f"kind: nothing is known of jobs of the kind {job.kind!r}", "update the worker")
    return _KINDS[job.kind](job.payload, folder)


def _promote(payload: Payload, _: Path) -> tuple[Step, ...]:
    return (Step(("models", "promote", _version(payload, "version"), "--instead-of", _expected(payload))),)


def _roll_back(payload: Payload, _: Path) -> tuple[Step, ...]:
    return (Step(("models", "rollback", "--instead-of", _expected(payload))),)


def _try_out(payload: Payload, _: Path) -> tuple[Step, ...]:
    trial = _one_of(payload, "trial", _TRIALS)
    share = _number(payload, "share", 0.001, 1.0)
    return (Step(("models", trial, _version(payload, "version"), "--share", f"{share:.4f}")),)


def _end_trial(_: Payload, __: Path) -> tuple[Step, ...]:
    return (Step(("models", "stop")),)


def _compare(payload: Payload, _: Path) -> tuple[Step, ...]:
    return (Step(("models", "compare", _version(payload, "version"), "--json"), says=True),)


def _retrain(payload: Payload, _: Path) -> tuple[Step, ...]:
    arguments = ["retrain", "--json", "--min-conversations", str(int(_number(payload, "least", 1, 10**9)))]
    if payload.get("since"):
        arguments += ["--since", _day(payload, "since")]
    if payload.get("dry_run"):
        arguments.append("--dry-run")
    if not payload.get("promote"):
        arguments.append("--no-promote")
    return (Step(tuple(arguments), says=True, fine=frozenset({NOTHING_YET})),)


def _report(_: Payload, __: Path) -> tuple[Step, ...]:
    return (Step(("report",)),)


def _check_catalog(payload: Payload, folder: Path) -> tuple[Step, ...]:
    return (_reading(payload, folder, "--check"),)


def _import_catalog(payload: Payload, folder: Path) -> tuple[Step, ...]:
    # As `up` does after an import: index, and the ranker fitted to the catalog.
    # What the report asks was asked in the console, before the job was.
    return _reading(payload, folder, "--yes"), _preparing(payload)


def _run_feed(payload: Payload, _: Path) -> tuple[Step, ...]:
    name = payload.get("feed")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise StepFailed(f"feed: {name!r} names no feed", "choose one of the list")
    more = ("--force",) if payload.get("force") is True else ()
    run = Step(("feed", "run", name, "--json", *more), says=True, last=frozenset({UNCHANGED}))
    return run, _preparing(payload)


def _preparing(payload: Payload) -> Step:
    return Step(("prepare", "--no-assistant", "--only", _catalog(payload)))


def _catalog(payload: Payload) -> str:
    """Of which catalog the job is; "main" without a name."""
    name = payload.get("catalog") or MAIN
    if not isinstance(name, str) or not CATALOG.fullmatch(name):
        raise StepFailed(f"catalog: {name!r} names no catalog", "choose one of the list")
    return name


def _reading(payload: Payload, folder: Path, *more: str) -> Step:
    file, mapping = folder / FILE / file_name(payload), folder / MAPPING
    arguments = ["import", str(file), "--format", _one_of(payload, "format", _FORMATS), "--json", *more]
    if (catalog := _catalog(payload)) != MAIN:
        arguments += ["--catalog", catalog]
    if payload.get("mapping"):
        arguments += ["--mapping", str(mapping)]
    return Step(tuple(arguments), says=True)


_KINDS: Mapping[str, Callable[[Payload, Path], tuple[Step, ...]]] = {
    "promote": _promote,
    "rollback": _roll_back,
    "try_out": _try_out,
    "end_trial": _end_trial,
    "compare": _compare,
    "retrain": _retrain,
    "report": _report,
    "check_catalog": _check_catalog,
    "import_catalog": _import_catalog,
    "run_feed": _run_feed,
}
FILE, MAPPING = "file", "mapping.yaml"
"""In a job's folder: what holds the file to import, and the mapping."""


def file_name(payload: Payload) -> str:
    """What the file to import is called on disk: as it was given, without what could lead elsewhere."""
    kept = re.sub(r"[^\w. -]", "_", str(payload.get("name", ""))).strip(". -")
    return kept[-100:].lstrip(". -") or "catalog"


def _version(payload: Payload, field: str) -> str:
    version = payload.get(field)
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise StepFailed(f"{field}: {version!r} names no version", "choose one of the list")
    return version


def _expected(payload: Payload) -> str:
    return NONE if payload.get("instead_of") is None else _version(payload, "instead_of")


def _one_of(payload: Payload, field: str, known: tuple[str, ...]) -> str:
    value = payload.get(field)
    if value not in known:
        raise StepFailed(f"{field}: {value!r} is none of {', '.join(known)}", "choose one of them")
    return str(value)


def _number(payload: Payload, field: str, least: float, most: float) -> float:
    value = payload.get(field)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
        raise StepFailed(f"{field}: {value!r} is no number from {least} to {most}", "give one")
    return value


def _day(payload: Payload, field: str) -> str:
    try:
        return date.fromisoformat(str(payload[field])).isoformat()
    except ValueError as error:
        raise StepFailed(f"{field}: {payload[field]!r} is no date", "give one as 2026-03-01") from error
