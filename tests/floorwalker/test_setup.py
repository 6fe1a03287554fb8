"""`make setup` on machines that lack something: each says what is missing, and what to do."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from floorwalker.settings import ROOT

TOOLS = ("bash", "env", "dirname", "cat", "sha256sum", "cut", "df", "awk", "mktemp", "tail", "grep", "rm", "mkdir")


class Machine:
    """A copy of what set-up reads, and a PATH with nothing but the plainest tools."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self.tools = folder / "bin"
        self.tools.mkdir()
        for name in ("pyproject.toml", "constraints.txt", "scripts/setup", "bot/requirements.txt"):
            (self.checkout / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.checkout / name)
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found, tool
            (self.tools / tool).symlink_to(found)

    def has(self, tool: str, script: str) -> None:
        """Puts a program of this name on the PATH."""
        path = self.tools / tool
        path.unlink(missing_ok=True)
        path.write_text(f"#!{shutil.which('bash')}\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def set_up(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "scripts/setup"],
            cwd=self.checkout,
            env={"PATH": str(self.tools), "TMPDIR": str(self.tools)},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_says_so_when_there_is_no_python_3_11(machine: Machine) -> None:
    machine.has("python3", "exit 1")  # another version: the check of the version fails

    done = machine.set_up()

    assert done.returncode != 0
    assert "Python 3.11 was not found" in done.stderr
    assert "FLOORWALKER_PYTHON" in done.stderr


def test_says_so_when_the_disk_is_too_small(machine: Machine) -> None:
    machine.has("df", "echo header; echo '/dev/x 9 9 1048576 99% /'")

    done = machine.set_up()

    assert done.returncode != 0
    assert "only 1 GB are free here" in done.stderr


@pytest.mark.parametrize(
    ("output", "problem"),
    [
        ("Failed to establish a new connection: Name or service not known", "could not be downloaded"),
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("No matching distribution found for torch", "pip could not install"),
    ],
)
def test_says_why_packages_could_not_be_installed(machine: Machine, output: str, problem: str) -> None:
    # Making an environment gives one whose pip fails with this output.
    pip = f"printf '#!%s\\necho \"{output}\"; exit 1\\n' {shutil.which('bash')}"
    make = f'mkdir -p "$3/bin"; {pip} > "$3/bin/pip"; {shutil.which("chmod")} +x "$3/bin/pip"'
    machine.has("python3.11", f'[ "$1" = -c ] && exit 0; {make}')
    machine.has("df", "echo header; echo '/dev/x 9 9 99999999 1% /'")

    done = machine.set_up()

    assert done.returncode != 0
    assert problem in done.stderr
    assert "->" in done.stderr
