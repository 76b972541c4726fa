"""Pure decisions about people: no database, no clock."""
