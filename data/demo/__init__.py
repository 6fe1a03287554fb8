"""The demo catalog: a made-up department store, drawn up from readable schemas with a seed.

`schemas/*.yaml` say what is sold, `schema` reads them, `sampling` draws products, `wording` their texts,
`drawings` their pictures; `generator` puts it together, and `stock` writes it down for the storefront's page.
Importing the result is the importer's business.
"""

from __future__ import annotations

from data.demo.generator import DemoCatalog, generate

__all__ = ["DemoCatalog", "generate"]
