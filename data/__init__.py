"""Catalog, conversation log and training sets: the nouns that the services share, and how they are stored."""
