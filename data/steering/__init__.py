"""What people decide about the assistant from the console: revisions of what it goes by, and jobs that they ask for."""
