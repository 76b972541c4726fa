"""The verbs of the exchange: the only writers of what is sent, taken, refused and trusted."""
