"""Personal data: found, masked before anything is stored, lent encrypted to a running conversation, and forgotten."""
