"""The agenda, the dossier in its editions, and what a meeting decided."""
