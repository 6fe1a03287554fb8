"""Readers of catalog files, one module a format; each yields the rows of `data.catalog.importers.rows`."""
