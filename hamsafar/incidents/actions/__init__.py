"""The verbs of incidents, by what they are about."""
