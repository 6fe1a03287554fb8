"""Settings, command line and supervisor: the only place that knows all the others."""
