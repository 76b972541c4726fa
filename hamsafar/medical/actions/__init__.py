"""The verbs of an examination."""
