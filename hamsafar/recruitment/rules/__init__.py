"""Pure decisions of recruitment."""
