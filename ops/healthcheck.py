"""Exits with 0 if the URL answers with success, with 1 if not: what containers are asked by their health check."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request

TIMEOUT = 3.0


def is_healthy(url: str) -> bool:
    """Whether the URL answers with success within three seconds."""
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as response:  # noqa: S310 - the container names its own
            return 200 <= int(response.status) < 300
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(0 if is_healthy(sys.argv[1]) else 1)
