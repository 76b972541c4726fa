"""Organised recruitment: who is placed where, with a proof that no better placement exists."""
