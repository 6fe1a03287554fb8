"""What is committed for browsers is what its sources make."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from floorwalker.settings import ROOT
from web.scripts.schema import schema

WEB = ROOT / "web"


def test_the_sdk_knows_the_gateways_contract() -> None:
    committed = (WEB / "sdk" / "openapi.json").read_text(encoding="utf-8")

    assert committed == schema(), "run web/scripts/schema.py and `npm run types` (web/README.md)"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of web/ with its packages; skips where Node or the packages cannot be had."""
    if shutil.which("npm") is None:
        pytest.skip("Node is not installed; the committed files of web/dist are served as they are")
    folder = tmp_path_factory.mktemp("web") / "web"
    shutil.copytree(WEB, folder, ignore=shutil.ignore_patterns("node_modules", "dist"))
    installed = subprocess.run(["npm", "ci", "--silent"], cwd=folder, capture_output=True, text=True, check=False)
    if installed.returncode != 0:
        pytest.skip(f"npm could not install the packages: {installed.stderr[-300:]}")
    return folder


def run(project: Path, *command: str) -> None:
    done = subprocess.run(
        ["npm", "run", "--silent", *command], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_the_built_files_are_those_of_the_sources(project: Path) -> None:
    run(project, "build")

    built = {path.name: path.read_bytes() for path in (project / "dist").iterdir()}
    assert built == {path.name: path.read_bytes() for path in (WEB / "dist").iterdir()}, "run `make web` and commit"


@pytest.mark.slow
def test_the_types_are_those_of_the_contract(project: Path) -> None:
    run(project, "types")

    assert (project / "sdk" / "schema.d.ts").read_bytes() == (WEB / "sdk" / "schema.d.ts").read_bytes()


@pytest.mark.slow
def test_the_sdk_and_widget_pass_their_own_tests(project: Path) -> None:
    run(project, "test")
