"""Who did what, when, about what: lines that nobody changes, sealed so that this can be proved."""
