"""What a conversation is about and how it is answered: need, history, references, replies, escalation, wording."""
