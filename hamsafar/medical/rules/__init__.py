"""Pure decisions about an examination. Days and moments are passed in."""
