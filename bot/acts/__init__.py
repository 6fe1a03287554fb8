"""What a shopper's message does: its acts, judged by its words, what stands before the shopper, and what it says in the
catalog's terms."""
