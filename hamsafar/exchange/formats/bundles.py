"""Bundle files: the same batches by mail or by stick. A CBOR sequence (RFC 8742) that can be read to where it was cut.

header   tag 55799 [“hamsafar bundle”, 1, sender, recipient, microseconds, batches]
receipt  byte string: how far the writer holds the reader's own log, signed; empty where it holds nothing
batch    byte string, as on the wire, once for each batch
end      [“hamsafar bundle end”, 1, batches]

A returned log is the same with another name in its header: what a node holds of its reader's own log, for a reader that
lost the end of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import cbor2

from hamsafar.exchange.enums import Reason
from hamsafar.exchange.formats.batches import LARGEST_MESSAGE
from hamsafar.exchange.formats.reading import Unreadable, instant, microseconds, read_parts

VERSION = 1
SELF_DESCRIBED = 55799  # RFC 8949, 3.4.6: "this is CBOR"
BUNDLE, RETURNED = "hamsafar bundle", "hamsafar returned log"
_END = "hamsafar bundle end"


@dataclass(frozen=True)
class Header:
    """Who wrote the bundle for whom, when, and how many batches it holds. Nobody signed it: each batch is signed."""

    sender: str
    recipient: str
    made_at: datetime
    batches: int


def write(path: Path, header: Header, receipt: bytes, batches: Iterable[bytes], *, name: str = BUNDLE) -> None:
    """Write the file aside and put it in place whole."""
    said = [name, VERSION, header.sender, header.recipient, microseconds(header.made_at), header.batches]
    draft = path.with_name(f".{path.name}.part")
    with draft.open("wb") as file:
        file.write(cbor2.dumps(cbor2.CBORTag(SELF_DESCRIBED, said), canonical=True))
        file.write(cbor2.dumps(receipt))
        for batch in batches:
            file.write(cbor2.dumps(batch))
        file.write(cbor2.dumps([_END, VERSION, header.batches]))
    draft.replace(path)


def read_header(file: IO[bytes], *, name: str = BUNDLE) -> tuple[Header, bytes]:
    """The header and the receipt of a bundle. Raises `Unreadable`."""
    tagged = _next(file)
    said = tagged.value if isinstance(tagged, cbor2.CBORTag) and tagged.tag == SELF_DESCRIBED else tagged
    sender, recipient, made, batches = read_parts(said, name, VERSION, (str, str, int, int))
    receipt = _next(file)
    if not isinstance(receipt, bytes):
        raise Unreadable(Reason.NOT_A_BATCH, "the bundle holds no place for a receipt")
    return Header(sender, recipient, instant(made), batches), receipt


def read_batches(file: IO[bytes]) -> Iterator[bytes]:
    """Each batch after the header. Raises `Unreadable` where the file was cut: what came before it is whole."""
    count = 0
    while isinstance(item := _next(file), bytes):
        if len(item) > LARGEST_MESSAGE:
            raise Unreadable(Reason.TOO_LARGE, f"{len(item)} bytes")
        count += 1
        yield item
    (batches,) = read_parts(item, _END, VERSION, (int,))
    if batches != count or file.read(1):
        raise Unreadable(Reason.TRUNCATED, f"{count} batches found, {batches} written")


def _next(file: IO[bytes]) -> Any:
    try:
        return cbor2.load(file)
    except cbor2.CBORDecodeEOF as problem:
        raise Unreadable(Reason.TRUNCATED) from problem
    except (cbor2.CBORDecodeError, RecursionError, ValueError, TypeError, OverflowError) as problem:
        raise Unreadable(Reason.NOT_A_BATCH, "it is not CBOR") from problem
