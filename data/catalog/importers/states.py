"""Whether a shop offers a product at all, as exports state it: state is not stock (`normalisation.availability`).

Magento writes 1 for enabled and 2 for disabled; the others 1 and 0, or WooCommerce -1 for a draft.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from data.catalog.importers.headings import folded


@cache
def _known() -> dict[str, frozenset[str]]:
    read: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return {kind: frozenset(map(folded, words)) for kind, words in read.items()}


def withheld_by(column: str, state: Any) -> str | None:
    """Why the shop does not offer a product, in its own words ("draft", "Published: -1"), or None if it does.

    What is not known says nothing.
    """
    if isinstance(state, list):
        return next(filter(None, (withheld_by(column, one) for one in state)), None)
    text = str("" if state is None else state).strip()
    bare = folded(text.removesuffix(".0"))
    if bare in _known()["words"]:
        return text.casefold()
    return f"{column}: {text}" if bare in _known()["answers"] or text.startswith("-1") else None
