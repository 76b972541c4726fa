"""Tables from files that somebody hands in: CSV in any usual encoding, or the one filled sheet of an XLSX file.

Whatever the bytes are, memory and time stay bounded, and what is wrong is one sentence with its line. A file is given
as a callable that opens it anew as pieces of bytes, since it is looked at before it is read. `reading.read_rows` reads.

Nothing that only a reader needs is imported here: the process that opens a spreadsheet waits for it each time.
"""

from __future__ import annotations

from hamsafar.kit.tables.limits import Limits, NotATable, Pieces, Row

__all__ = ["Limits", "NotATable", "Pieces", "Row"]
