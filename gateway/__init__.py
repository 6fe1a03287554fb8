"""The public edge: chat sessions, messages, events, and the log of all of them."""
