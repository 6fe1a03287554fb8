"""Writes the dependencies of the project with one extra, a line each, so that an image installs them before the code.

requirements.py pyproject.toml cpu|gpu
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path


def requirements(pyproject: Path, extra: str) -> list[str]:
    """The dependencies and those of the extra. Exits, naming the extras there are, if it is not one of them."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    extras: dict[str, list[str]] = project["optional-dependencies"]
    if extra not in extras:
        sys.exit(f"EXTRA={extra}: there is no such extra; name one of {', '.join(extras)}")
    return [*project["dependencies"], *extras[extra]]


if __name__ == "__main__":
    sys.stdout.write("\n".join(requirements(Path(sys.argv[1]), sys.argv[2])) + "\n")
