"""The formats of catalog files, by name: what commands and the console offer without loading what reads them."""

from __future__ import annotations

FORMATS = ("icecat", "jsonl", "json", "csv", "xml", "google", "jsonld", "shopify", "woocommerce", "magento")
AUTO = "auto"
"""The format that leaves it to the file (`data.catalog.recognising`)."""
