"""Trained models on disk: a folder a version, written beside its place and renamed into it, never changed after.

Knows what a version is made of and which one is promoted, not how a model is trained or served. Promotions are kept
in one small file, so that a rollback is the removal of its last entry; readers need no lock.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import file_digest
from pathlib import Path, PurePosixPath
from typing import Any

from filelock import FileLock
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, FiniteFloat, ValidationError, field_validator

from data.files import replace_text, state, sync
from ranker.errors import ModelInvalid, ModelMissing
from ranker.trial_plan import TRIAL, Kind, TrialPlan, read_plan, write_plan

FORMAT = 1
"""Raise it when the content or the reading of a version's folder changes: older ones then have to be trained again."""
MANIFEST, PROMOTIONS = "manifest.json", "PROMOTED.json"
_STAGED, _LOCK = ".staged-", ".lock"
_STALE_SECONDS = 7 * 24 * 3600
"""A staged folder this old is what an interrupted training left."""
_REMEMBERED = 50  # promotions that can be rolled back one after the other
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
ANY = "*"
"""Whichever version is promoted; no version is called so."""
_INSTEAD = "promote another version, or train again"


class Manifest(BaseModel):
    """How a model was made, and what its folder holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int = FORMAT
    version: str
    created_at: AwareDatetime
    kind: str
    """What was trained: adapter, lora, prefix or full."""
    base_model: str
    base_model_hash: str
    """Fingerprint of the language model that it was trained on (`retrieval.search.encoder`)."""
    data_hash: str
    catalog_version: str
    config: dict[str, Any] = Field(default_factory=dict)
    metrics: dict[str, FiniteFloat] = Field(default_factory=dict)
    files: dict[str, str] = Field(default_factory=dict)
    """SHA-256 of each file by its path in the folder; filled in by `Registry.register`."""

    @field_validator("version")
    @classmethod
    def _names_a_folder(cls, version: str) -> str:
        if not _NAME.fullmatch(version):
            raise ValueError("a version is up to 100 letters, digits, dots, dashes and underscores, no dot first")
        return version

    @field_validator("files")
    @classmethod
    def _lie_inside(cls, files: dict[str, str]) -> dict[str, str]:
        for path in files:
            if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
                raise ValueError(f"{path} lies outside the folder")
        return files


class Registry:
    """All versions below one folder. Safe for several processes; methods raise ModelMissing and ModelInvalid."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._promotions = root / PROMOTIONS

    @contextmanager
    def stage(self) -> Iterator[Path]:
        """A folder to write a model into; gone at the end of the block, unless it was registered."""
        self._root.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=_STAGED, dir=self._root))
        try:
            yield staged
        finally:
            shutil.rmtree(staged, ignore_errors=True)

    def register(self, staged: Path, manifest: Manifest) -> str:
        """Makes the staged folder a version, whole or not at all; returns its name. It is not promoted."""
        complete = manifest.model_copy(update={"format": FORMAT, "files": _sealed(staged)})
        replace_text(staged / MANIFEST, complete.model_dump_json(indent=1))
        for folder in (*(path for path in staged.rglob("*") if path.is_dir()), staged):
            sync(folder)
        with self._locked():
            target = self._root / manifest.version
            if target.exists():
                raise ModelInvalid(f"version {manifest.version} is registered already: give the model another version")
            staged.chmod(0o755)  # a temporary folder is its maker's alone, and the service may run as another user
            staged.rename(target)
            sync(self._root)
        return manifest.version

    def versions(self) -> tuple[str, ...]:
        """Names of all versions, whether they can be read or not."""
        if not self._root.is_dir():
            return ()
        return tuple(sorted(path.name for path in self._root.iterdir() if path.is_dir() and _NAME.fullmatch(path.name)))

    def list(self) -> tuple[Manifest, ...]:
        """The versions that can be read, newest first."""
        readable = []
        for version in self.versions():
            with suppress(ModelInvalid):
                readable.append(self.show(version))
        return tuple(sorted(readable, key=lambda manifest: (manifest.created_at, manifest.version), reverse=True))

    def show(self, version: str) -> Manifest:
        """The manifest of a version."""
        return _read_manifest(self.folder(version))

    def verify(self, version: str) -> Manifest:
        """Compares every file with its checksum; returns the manifest if all are as they were registered."""
        folder = self.folder(version)
        manifest = _read_manifest(folder)
        for path, digest in manifest.files.items():
            try:
                found = _digest(folder / path)
            except OSError as error:
                raise ModelInvalid(f"{version}: {path} is missing or cannot be read: {_INSTEAD}") from error
            if found != digest:
                raise ModelInvalid(f"{version}: {path} was changed after it was registered: {_INSTEAD}")
        return manifest

    def promote(self, version: str, *, instead_of: str | None = ANY) -> None:
        """Makes a version current, after `verify`, and ends a trial, which was against another one. Promoting the
        current one has its readers try it again. `instead_of`: refused if another one is current by now (None: any)."""
        with self._locked():
            self.verify(version)
            history = self._history_of(instead_of)
            _remember(self._promotions, history if history[-1:] == (version,) else (*history, version))
            write_plan(self._root, None)

    def _history_of(self, expected: str | None) -> tuple[str, ...]:
        """The history, if the version that is expected is current; raises ModelInvalid for another one."""
        history = self.history()
        current = history[-1] if history else None
        if expected not in (ANY, current):
            found = f"{current} is promoted by now" if current else "no version is promoted any more"
            raise ModelInvalid(f"{found}, not {expected or 'none'}: look at the models again, then decide")
        return history

    def rollback(self, *, instead_of: str | None = ANY) -> str | None:
        """Makes the version promoted before current, after `verify`, and ends a trial; None if now none is, as before
        the first. `instead_of`: as for `promote`."""
        with self._locked():
            history, tried = self._history_of(instead_of), (self._root / TRIAL).exists()
            write_plan(self._root, None)  # whatever else is wrong, nobody gets what is on trial any more
            if not history and not tried:
                raise ModelMissing("no version is promoted, so there is nothing to roll back")
            if history[:-1]:
                self.verify(history[-2])
            if history:
                _remember(self._promotions, history[:-1])
        return history[-2] if history[:-1] else None

    def try_out(self, kind: Kind, version: str, share: float) -> TrialPlan:
        """Puts a version on trial beside the current one, after `verify`, in place of the trial before."""
        with self._locked():
            self.verify(version)
            if self.history()[-1:] == (version,):
                raise ModelInvalid(f"{version} is promoted already: put another version on trial")
            plan = TrialPlan(kind=kind, version=version, share=share)
            write_plan(self._root, plan)
        return plan

    def trial(self) -> TrialPlan | None:
        """The version on trial, which may be gone or broken; None if none is."""
        return read_plan(self._root)

    def end_trial(self) -> None:
        """Leaves the current version alone."""
        with self._locked():
            write_plan(self._root, None)

    def current(self) -> Path | None:
        """The folder of the current version, which may be gone or broken; None if none is promoted."""
        history = self.history()
        return self._root / history[-1] if history else None

    def history(self) -> tuple[str, ...]:
        """Versions in the order in which they were promoted, the current one last."""
        try:
            history = json.loads(self._promotions.read_text(encoding="utf-8"))["history"]
            if not isinstance(history, list) or not all(_NAME.fullmatch(version) for version in history):
                raise ValueError("history: must be names of versions")
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ModelInvalid(f"{self._promotions} is damaged: remove it, and promote a version again") from error
        return tuple(history)

    def stamp(self) -> object:
        """Another one after each promotion and rollback; cheap enough to ask all the time."""
        return state(self._promotions)

    def trial_stamp(self) -> object:
        """The same for trials."""
        return state(self._root / TRIAL)

    def discard(self, version: str) -> None:
        """Removes a version that was never promoted."""
        with self._locked():
            if version in self.history():
                raise ModelInvalid(f"{version} was promoted, so that a rollback may need it: promote another version")
            _remove(self.folder(version))

    def prune(self, keep: int, also: Iterable[str] = ()) -> tuple[str, ...]:
        """Removes all but the `keep` newest versions, the current one, the one before it, the one on trial and those of
        `also`; returns their names."""
        with self._locked():
            tried = self.trial()
            kept = {
                *[manifest.version for manifest in self.list()][: max(keep, 0)],
                *self.history()[-2:],
                *([tried.version] if tried else []),
                *also,
            }
            removed = tuple(version for version in self.versions() if version not in kept)
            for version in removed:
                _remove(self._root / version)
            for staged in self._root.glob(f"{_STAGED}*"):
                if staged.stat().st_mtime < time.time() - _STALE_SECONDS:
                    shutil.rmtree(staged, ignore_errors=True)
        return removed

    def folder(self, version: str) -> Path:
        """Where a version lies."""
        if version not in self.versions():
            there = ", ".join(self.versions()) or "none; train one first"
            raise ModelMissing(f"there is no model {version!r}; there are: {there}")
        return self._root / version

    def _locked(self) -> FileLock:
        self._root.mkdir(parents=True, exist_ok=True)
        return FileLock(self._root / _LOCK)


def _remember(promotions: Path, history: tuple[str, ...]) -> None:
    replace_text(promotions, json.dumps({"history": history[-_REMEMBERED:]}, indent=1))


def _remove(folder: Path) -> None:
    hidden = folder.with_name(f"{_STAGED}{folder.name}")  # so that nobody sees half of it
    folder.rename(hidden)
    shutil.rmtree(hidden, ignore_errors=True)


def _read_manifest(folder: Path) -> Manifest:
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found = content["format"]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ModelInvalid(f"{folder.name}: {MANIFEST} is missing or damaged: {_INSTEAD}") from error
    if found != FORMAT:  # said before anything else, since another format may have other fields
        raise ModelInvalid(f"{folder.name}: {MANIFEST} has format {found}, this program reads {FORMAT}: {_INSTEAD}")
    try:
        manifest = Manifest.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise ModelInvalid(f"{folder.name}: {MANIFEST}: {field}: {first['msg']}: {_INSTEAD}") from error
    if manifest.version != folder.name:
        raise ModelInvalid(f"{folder.name}: {MANIFEST} is of version {manifest.version}: name the folder so again")
    return manifest


def _sealed(folder: Path) -> dict[str, str]:
    """The checksum of every file but the manifest, each safe on disk."""
    sealed = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            raise ModelInvalid(f"{name} is a link, and what it leads to may change: copy the file itself")
        if path.is_file() and name != MANIFEST:
            path.chmod(0o644)  # some writers keep files to themselves, and the service may run as another user
            sync(path)
            sealed[name] = _digest(path)
    return sealed


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
