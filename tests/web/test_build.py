"""What is committed for browsers is what its sources make."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.web.conftest import WEB
from web.scripts.schema import schema


def test_the_sdk_knows_the_gateways_contract() -> None:
    committed = (WEB / "sdk" / "openapi.json").read_text(encoding="utf-8")

    assert committed == schema(), "run web/scripts/schema.py and `npm run types` (web/README.md)"


def run(project: Path, *command: str) -> None:
    done = subprocess.run(
        ["npm", "run", "--silent", *command], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_the_built_files_are_those_of_the_sources(project: Path) -> None:
    run(project, "build")

    assert files_in(project / "dist") == files_in(WEB / "dist"), "run `make web` and commit"


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_the_types_are_those_of_the_contract(project: Path) -> None:
    run(project, "types")

    assert (project / "sdk" / "schema.d.ts").read_bytes() == (WEB / "sdk" / "schema.d.ts").read_bytes()


@pytest.mark.slow
def test_the_sdk_and_widget_pass_their_own_tests(project: Path) -> None:
    run(project, "test")
