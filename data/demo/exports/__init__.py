"""The demo catalog as shop systems would export it, so that each importer can be held to what went in.

`listings` groups the products of the demo into products with variants; each other module writes one format.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from data.demo.exports import google, magento, shopify, woocommerce
from data.demo.exports.listings import Form, Listing, listings

WRITERS: Mapping[str, Callable[[Path, Sequence[Listing]], None]] = MappingProxyType(
    {"shopify": shopify.write, "woocommerce": woocommerce.write, "magento": magento.write, "google": google.write}
)
"""How each format is written, by the importers' name of it."""
NAMES: Mapping[str, Mapping[str, str]] = MappingProxyType({"google": google.NAMES})
"""What the formats call attributes that they do not call as the shop does."""
HAS_SKU = ("shopify", "woocommerce", "magento")
"""The formats that have a field for the shop's own number."""

__all__ = ["HAS_SKU", "NAMES", "WRITERS", "Form", "Listing", "listings"]
