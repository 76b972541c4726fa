"""Sealed envelopes to and from the other side's node: numbered, chained, signed, carried by wire or by file."""
