"""What is current while the service runs: snapshots, changes, models, rules, demand, pages."""
