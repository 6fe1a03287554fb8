"""The JSON bodies of the HTTP interface; imports nothing of the service."""
