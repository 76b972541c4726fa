"""What travels: batches, receipts, bundle files, key documents. `docs/reference/envelopes.md` describes each byte."""
