"""The verbs of organised recruitment, the only writers of its models."""
