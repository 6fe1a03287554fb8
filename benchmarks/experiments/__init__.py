"""What the figures of `benchmarks.learning` are measured by: simulated shops before and after they learned."""
