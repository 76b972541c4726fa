"""Papers, trust lists and status lists as bytes and text."""
