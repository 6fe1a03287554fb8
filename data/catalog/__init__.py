"""The catalog: reading files, normalising them, storing and changing products, and the words they use."""
