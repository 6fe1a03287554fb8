"""The ways to compare with a value: what words like "under" and "at least" say, and what a constraint asks for."""

from __future__ import annotations

from typing import Literal

Op = Literal["eq", "neq", "in", "lt", "lte", "gt", "gte", "between"]
