"""Doors of papers: the check and the lists for everybody, papers and their revocation for the office."""
