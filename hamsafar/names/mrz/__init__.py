"""Machine-readable zones after ICAO Doc 9303: TD1 and TD2 cards read, TD3 passports read and written.

Nothing is repaired in silence: what a scanner may have misread is a suggestion beside the reading, with its rule.
"""
