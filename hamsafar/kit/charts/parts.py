"""A whole, cut into the outcomes that were published; what no source covers is hatched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hamsafar.kit.charts.canvas import Canvas, Frame, Run, Text, runs_width
from hamsafar.kit.charts.measure import Box, text_width, wrap
from hamsafar.kit.charts.values import Part, Parts

TONES = {"done": "firuza", "late": "zarr-4", "broken": "anor", "plain": "lapis-4"}
GAP = 2.0


@dataclass(frozen=True)
class Piece:
    """One part with its place on the bar."""

    part: Part
    box: Box


def draw(chart: Parts, frame: Frame) -> str:
    """The picture as SVG: one bar with a label over each part; a list under it where the labels do not fit."""
    canvas = Canvas(frame)
    top = frame.px(50 if not any(part.qualifier for part in chart.parts) else 56)
    pieces = _pieces(chart, frame, top)
    if all(
        _fits(piece.part, frame, _room(pieces, index, frame))
        for index, piece in enumerate(pieces)
        if not _is_small(piece, frame)
    ):
        return canvas.svg(_labels_above(canvas, pieces), chart.heading.sentence)
    return canvas.svg(_labels_below(canvas, _pieces(chart, frame, frame.px(4))), chart.heading.sentence)


def _pieces(chart: Parts, frame: Frame, top: float) -> list[Piece]:
    total = sum(part.value for part in chart.parts) or 1
    room = frame.width - GAP * (len(chart.parts) - 1) - 2
    pieces, left = [], 1.0
    for part in chart.parts:
        width = room * part.value / total
        pieces.append(Piece(part, Box(left, top, width, frame.px(34))))
        left += width + GAP
    return pieces


def _figure(part: Part, *, qualified: bool = True) -> list[Run]:
    qualifier = [Run(f"{part.qualifier} ", "italic")] if part.qualifier and qualified else []
    return [*qualifier, Run(part.shown), Run(part.note, "raised")]


def _figure_width(part: Part, frame: Frame) -> float:
    """The width of a large figure; its qualifier stands above it and takes none, unless it is the longer."""
    figure = runs_width(_figure(part, qualified=False), Text(frame.px(22), 700))
    return max(figure, text_width(part.qualifier, frame.px(10.5))) + frame.px(9)


LINES = 2  # that a label over its part may take


def _label_lines(part: Part, frame: Frame, room: float) -> list[tuple[str, Text]]:
    """The words of a label in the room beside its figure: bold, then what explains them."""
    px = frame.px
    lines = [(line, Text(px(12), 700)) for line in wrap(part.words, px(12), room, bold=True)]
    return lines + [(line, Text(px(10.5), 400, "ink-2")) for line in wrap(part.under, px(10.5), room)]


def _fits(part: Part, frame: Frame, room: float) -> bool:
    left = room - _figure_width(part, frame)
    lines = _label_lines(part, frame, left)
    widest = max((text_width(line, look.size, bold=look.weight > 400) for line, look in lines), default=0)  # noqa: PLR2004
    return len(lines) <= LINES and widest <= left


def _room(pieces: Sequence[Piece], index: int, frame: Frame) -> float:
    """The width a label may take: its own part and the small ones that follow, whose labels stand below."""
    right = frame.width
    for piece in pieces[index + 1 :]:
        if not _is_small(piece, frame):
            right = piece.box.left - frame.px(8)
            break
    return right - pieces[index].box.left


def _is_small(piece: Piece, frame: Frame) -> bool:
    return piece.box.width < frame.px(60)


def _bar(canvas: Canvas, piece: Piece) -> None:
    if piece.part.rest:
        canvas.box(piece.box, fill="hatched", colour="ink", width=1.4)
    else:
        canvas.box(piece.box, fill=TONES[piece.part.tone], width=0)


def _labels_above(canvas: Canvas, pieces: Sequence[Piece]) -> float:
    px = canvas.frame.px
    foot = pieces[0].box.top + pieces[0].box.height
    deep = foot
    free, top = 0.0, pieces[0].box.top - px(50)
    for index, piece in enumerate(pieces):
        _bar(canvas, piece)
        if not _is_small(piece, canvas.frame):
            x = piece.box.left - 1
            canvas.text(x, top + px(28), _figure(piece.part, qualified=False), Text(px(22), 700))
            canvas.text(x, top + px(7), [Run(piece.part.qualifier, "italic")], Text(px(10.5), 400, "ink-2"))
            words_at = x + _figure_width(piece.part, canvas.frame)
            room = _room(pieces, index, canvas.frame) - _figure_width(piece.part, canvas.frame)
            lines = _label_lines(piece.part, canvas.frame, room)
            first = px(20) if len(lines) > 1 else px(27)
            for number, (line, look) in enumerate(lines):
                canvas.text(words_at, top + first + number * px(13.5), line, look)
            continue
        runs = [*_figure(piece.part), Run("  ")]
        figure, words = Text(px(16), 700), Text(px(11), 700)
        width = runs_width(runs, figure) + text_width(piece.part.words, words.size, bold=True)
        middle = piece.box.left + piece.box.width / 2
        left = min(max(middle - runs_width(runs, figure) - px(2), free), canvas.frame.width - width)
        canvas.line((middle, foot), (middle, foot + px(12)), colour="ink")
        canvas.text(left, foot + px(28), runs, figure)
        canvas.text(left + runs_width(runs, figure), foot + px(28), piece.part.words, words)
        free, deep = left + width + px(12), foot + px(28)
    return deep + px(8)


def _labels_below(canvas: Canvas, pieces: Sequence[Piece]) -> float:
    px = canvas.frame.px
    figure = Text(px(17), 700)
    words_at = px(22) + max(runs_width(_figure(piece.part), figure) for piece in pieces) + px(8)
    y = pieces[0].box.top + pieces[0].box.height + px(6)
    for piece in pieces:
        _bar(canvas, piece)
    for piece in pieces:
        y += px(24)
        _bar(canvas, Piece(piece.part, Box(1, y - px(12), px(13), px(13))))
        canvas.text(px(22), y, _figure(piece.part), figure)
        room = canvas.frame.width - words_at
        lines = [(line, Text(px(11.5), 700)) for line in wrap(piece.part.words, px(11.5), room, bold=True)]
        lines += [(line, Text(px(10.5), 400, "ink-2")) for line in wrap(piece.part.under, px(10.5), room)]
        for index, (line, look) in enumerate(lines):
            canvas.text(words_at, y + index * px(14), line, look)
        y += px(14) * max(len(lines) - 1, 0)
    return y + px(8)
