"""One request answered from one snapshot of the catalog."""
