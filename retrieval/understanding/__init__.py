"""A shopper's words in the catalog's terms."""
