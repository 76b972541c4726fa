"""Doors of organised recruitment for officers and the public."""
