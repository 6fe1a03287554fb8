"""The four processes: how each is started, watched and stopped."""
