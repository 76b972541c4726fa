"""The verbs of the documents desk."""
