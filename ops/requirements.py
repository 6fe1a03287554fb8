"""Writes the dependencies of the project with some extras, a line each, so that an image installs them before the code.

requirements.py pyproject.toml cpu|gpu [train]
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path


def requirements(pyproject: Path, chosen: list[str]) -> list[str]:
    """The dependencies and those of the chosen extras. Exits, naming the extras there are, if one is none of them."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    extras: dict[str, list[str]] = project["optional-dependencies"]
    for extra in chosen:
        if extra not in extras:
            sys.exit(f"EXTRA={extra}: there is no such extra; name one of {', '.join(extras)}")
    return [*project["dependencies"], *(line for extra in chosen for line in extras[extra])]


if __name__ == "__main__":
    sys.stdout.write("\n".join(requirements(Path(sys.argv[1]), sys.argv[2:])) + "\n")
