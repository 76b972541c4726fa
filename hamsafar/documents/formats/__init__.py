"""What leaves the desk: the envelope of a decision, and its letter."""
