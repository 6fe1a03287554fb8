"""The engine as an HTTP service: routes, kept answers, metrics, errors as answers."""
