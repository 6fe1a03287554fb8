"""The edge's side of the agent-assist console: signing in, the queue, conversations as agents see them, live frames."""
