"""Stored bytes: recognised by their content, each locked under a key of its own, kept until a day, erased for good."""
