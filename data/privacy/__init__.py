"""What is known of people: what of it is kept, for how long, who read it, and how it goes."""
