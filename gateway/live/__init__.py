"""What is told at once: frames from where something happens to the agents and shoppers who listen."""
