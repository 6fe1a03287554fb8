"""The formats of catalog files by name; reading them is `data.catalog.importers`."""

from __future__ import annotations

FORMATS = (
    "icecat", "jsonl", "json", "csv", "xml", "google", "schema.org", "shopify", "woocommerce", "magento",
)  # fmt: skip
