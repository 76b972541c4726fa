"""Whether bytes are harmless CBOR, asked before any decoder sees what a stranger wrote.

Refused are what RFC 8949 calls not well-formed (5.3.1) or not valid (duplicate keys, 5.6), and what no paper needs:
deep nesting, unknown tags, lengths beyond the bytes that are there.
"""

from __future__ import annotations

DEEPEST = 12
TAGS = frozenset({0, 1, 18, 61})  # date text, epoch time, COSE_Sign1 (RFC 9052), CWT (RFC 8392, 6)
WHOLE, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE = 0, *range(2, 8)  # major types (RFC 8949, 3.1)
BREAK = 0xFF
INDEFINITE = 31
_SHORT = 24  # what is less stands in the head itself
_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}  # how many bytes follow that say the number
_LEAST = {24: 24, 25: 1 << 8, 26: 1 << 16, 27: 1 << 32}  # a smaller one has a shorter form
_LITERALS = frozenset({20, 21, 22, 23})  # false, true, null, undefined
_FLOATS = frozenset({25, 26, 27})


class Unsound(ValueError):
    """These bytes are not CBOR that may be decoded. The message says why."""


def require_sound(data: bytes) -> None:
    """Return where `data` is exactly one sound item; raise `Unsound` where it is not."""
    try:
        end = _item(data, 0, 0)
    except IndexError as problem:
        raise Unsound("It ends in the middle of an item.") from problem
    if end != len(data):
        raise Unsound("Bytes follow its end.")


def shortest(data: bytes, at: int, major: int) -> tuple[int, int]:
    """What the head of an item of this kind says, a number or a length, and where its content begins.

    Only the shortest form is taken (RFC 8949, 4.2.1). Raises `Unsound`, or `IndexError` behind the end.
    """
    low = data[at] - (major << 5)
    if 0 <= low < _SHORT:
        return low, at + 1
    if low < 0:
        raise Unsound("It holds an item of another kind.")
    count, begins = _count(data, at + 1, low)
    if count < _LEAST[low]:
        raise Unsound("It holds a number that is not in its shortest form.")
    return count, begins


def _item(data: bytes, at: int, depth: int) -> int:
    """Where the item that begins at `at` ends."""
    if depth > DEEPEST:
        raise Unsound("It is nested too deeply.")
    major, low = data[at] >> 5, data[at] & 31
    if low == INDEFINITE:
        return _open_ended(data, at + 1, major, depth)
    count, at = _count(data, at + 1, low)
    if major in {BYTES, TEXT}:
        return _string(data, at, count, major)
    if major in {ARRAY, MAP}:
        return _container(data, at, count, depth, pairs=major == MAP)
    if major == TAG:
        if count not in TAGS:
            raise Unsound("It holds a tag that no paper needs.")
        return _item(data, at, depth + 1)
    if major == SIMPLE and low not in _LITERALS and low not in _FLOATS:
        raise Unsound("It holds a simple value without meaning.")
    return at


def _count(data: bytes, at: int, low: int) -> tuple[int, int]:
    if low < _SHORT:
        return low, at
    width = _WIDTHS.get(low)
    if width is None:
        raise Unsound("It holds a length that CBOR does not have.")
    if at + width > len(data):
        raise Unsound("It ends in the middle of an item.")
    return int.from_bytes(data[at : at + width], "big"), at + width


def _string(data: bytes, at: int, count: int, major: int) -> int:
    if count > len(data) - at:
        raise Unsound("It names a length beyond its end.")
    if major == TEXT:
        try:
            data[at : at + count].decode("utf-8")
        except UnicodeDecodeError as problem:
            raise Unsound("A text in it is not UTF-8.") from problem
    return at + count


def _container(data: bytes, at: int, count: int, depth: int, *, pairs: bool) -> int:
    if count > len(data) - at:
        raise Unsound("It names a length beyond its end.")
    seen: set[bytes] = set()
    for _ in range(count):
        at = _pair(data, at, depth, seen) if pairs else _item(data, at, depth + 1)
    return at


def _pair(data: bytes, at: int, depth: int, seen: set[bytes]) -> int:
    end = _item(data, at, depth + 1)
    key = data[at:end]
    if key in seen:
        raise Unsound("A key stands twice in one map.")
    seen.add(key)
    return _item(data, end, depth + 1)


def _open_ended(data: bytes, at: int, major: int, depth: int) -> int:
    """An item without a length of its own, up to its break."""
    seen: set[bytes] = set()
    while data[at] != BREAK:
        if major in {BYTES, TEXT}:
            if data[at] >> 5 != major or data[at] & 31 == INDEFINITE:
                raise Unsound("A string in parts holds something else.")
            at = _item(data, at, depth + 1)
        elif major == ARRAY:
            at = _item(data, at, depth + 1)
        elif major == MAP:
            at = _pair(data, at, depth, seen)
        else:
            raise Unsound("It holds an end without a beginning.")
    if major not in {BYTES, TEXT, ARRAY, MAP}:
        raise Unsound("It holds an end without a beginning.")
    return at + 1
