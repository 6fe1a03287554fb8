"""The shop's conversations in figures: counted, said in words, and written as a page, as JSON and for Prometheus."""
