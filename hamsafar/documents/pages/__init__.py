"""Pages of the documents desk: for applicants, and for its officers."""
