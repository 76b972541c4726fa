"""The verbs of meetings. The only writers of this app."""
