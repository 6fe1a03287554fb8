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
def _withheld() -> dict[str, str]:
    words: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return {folded(word): why for why, known in words.items() for word in known}


def withheld_by(state: Any) -> str | None:
    """Why the shop does not offer a product of that state, or None if it does, or says nothing that is known."""
    if isinstance(state, bool):
        return None if state else "disabled"
    if isinstance(state, (int, float)):
        return "disabled" if state <= 0 or state == 2 else None
    text = str(state or "").strip()
    return "disabled" if text in ("-1", "0.0", "2.0") else _withheld().get(folded(text))
