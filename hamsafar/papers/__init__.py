"""Signed papers: issue, QR, check, revoke. What a paper says is proved by what is on it, without a network."""
