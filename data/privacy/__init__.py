"""Personal data: found, masked before anything is stored, lent encrypted to a running conversation; what is kept of
people, for how long, who read it, and how it goes."""
