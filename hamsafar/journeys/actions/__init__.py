"""The verbs on a person's file."""
