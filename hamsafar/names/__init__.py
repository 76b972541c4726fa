"""Names across three scripts: folded to what is heard, compared with reasons, spelled by standard.

Machine-readable zones of travel documents are here as well. Plain Python: no Django, no other app. Start at
`comparing.compare`, `spelling.forms`, `searching.keys_of` and `mrz.reading.read`.
"""
