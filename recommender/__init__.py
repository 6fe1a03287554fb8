"""The service over ranker and retrieval: protocol, server, client, product order, next question."""
