"""Verbs of papers: keys and their roll-over, trust lists, status lists, papers issued and revoked."""
