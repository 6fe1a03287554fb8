"""The conversation log: messages, events, rankings, and what shoppers asked and bought lately."""
