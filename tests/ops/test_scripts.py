"""The two scripts that images run: the list of requirements and the health check."""

from __future__ import annotations

import http.server
import os
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "ops" / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class _Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/health" else 503)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keeps quiet."""


@pytest.fixture
def service() -> Iterator[str]:
    with http.server.HTTPServer(("127.0.0.1", 0), _Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_is_healthy_when_the_service_answers_with_success(service: str) -> None:
    assert run("healthcheck.py", f"{service}/health").returncode == 0


def test_is_not_healthy_when_the_service_is_not_ready(service: str) -> None:
    assert run("healthcheck.py", f"{service}/ready").returncode == 1


def test_is_not_healthy_when_nothing_listens() -> None:
    assert run("healthcheck.py", "http://127.0.0.1:9/").returncode == 1


@pytest.mark.parametrize(("extra", "library"), [("cpu", "faiss-cpu"), ("gpu", "faiss-gpu-cu12")])
def test_lists_the_dependencies_and_those_of_the_extra(extra: str, library: str) -> None:
    lines = run("requirements.py", str(ROOT / "pyproject.toml"), extra).stdout.splitlines()

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert lines == [*project["dependencies"], *project["optional-dependencies"][extra]]
    assert library in lines
    assert len([line for line in lines if line.startswith("torch==")]) == 1


def test_names_the_extras_when_one_is_unknown() -> None:
    done = run("requirements.py", str(ROOT / "pyproject.toml"), "tpu")

    assert done.returncode == 1
    assert "EXTRA=tpu: there is no such extra; name one of cpu, gpu" in done.stderr


def test_continuous_integration_runs_what_everybody_runs() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))

    commands = {name: [step["run"] for step in job["steps"] if "run" in step] for name, job in workflow["jobs"].items()}
    assert commands == {"test": [".ci/run"], "test-full": ["make test-full"]}
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    pythons = [
        step["with"]["python-version"]
        for job in workflow["jobs"].values()
        for step in job["steps"]
        if step.get("uses", "").startswith("actions/setup-python@")
    ]
    assert pythons == ["3.11", "3.11"]
