"""Readers of catalog files, one module a format; each yields the rows of `data.importers.rows`."""
