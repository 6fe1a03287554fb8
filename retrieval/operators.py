"""The ways to compare of a constraint; said apart, since reading numbers and fulfilling constraints both need them."""

from __future__ import annotations

from typing import Literal

Op = Literal["eq", "neq", "in", "lt", "lte", "gt", "gte", "between"]
