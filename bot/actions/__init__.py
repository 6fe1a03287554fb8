"""Custom actions: slots in, one call to the recommender, named responses out."""
