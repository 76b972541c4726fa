"""Charts as pure functions from frozen values to SVG text, the same for page, PDF and DOCX.

`drawing(chart)` is what a page shows (`kit/chart.html`), `picture(chart)` what paper takes (plain SVG 1.1, own colours,
"Noto Sans"), `rows(chart)` the table beneath. Every word and number of a chart is handed in with its values; only the
ticks of an axis are written here, from the values themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from hamsafar.kit.charts import calendar as _calendar
from hamsafar.kit.charts import growth_dots as _growth_dots
from hamsafar.kit.charts import mirror as _mirror
from hamsafar.kit.charts import parts as _parts
from hamsafar.kit.charts import path_to_target as _path_to_target
from hamsafar.kit.charts import pen_line as _pen_line
from hamsafar.kit.charts import slippage as _slippage
from hamsafar.kit.charts import tally as _tally
from hamsafar.kit.charts.canvas import Frame
from hamsafar.kit.charts.values import (
    Bar,
    Calendar,
    Chart,
    Count,
    Event,
    GrowthDots,
    Handing,
    Heading,
    Line,
    Mirror,
    Missing,
    Overlap,
    Part,
    Parts,
    Path,
    PathToTarget,
    PenLine,
    Slippage,
    Standstill,
    Stated,
    Tally,
    Term,
)
from hamsafar.kit.parts import Table

__all__ = [
    "PAGE",
    "PAPER",
    "PAPER_HALF",
    "PHONE",
    "Bar",
    "Calendar",
    "Chart",
    "Count",
    "Drawing",
    "Event",
    "Frame",
    "GrowthDots",
    "Handing",
    "Heading",
    "Line",
    "Mirror",
    "Missing",
    "Overlap",
    "Part",
    "Parts",
    "Path",
    "PathToTarget",
    "PenLine",
    "Slippage",
    "Standstill",
    "Stated",
    "Tally",
    "Term",
    "drawing",
    "picture",
    "rows",
    "svg",
]

PAGE = Frame(1120, 1.3)
COLUMN = Frame(740, 1.25)  # beside an aside
PHONE = Frame(328, 1.25)
PAPER = Frame(682, 1, for_print=True)
PAPER_HALF = Frame(324, 1, for_print=True)
SHEET = Frame(682, 1)  # the dossier's sheet on the screen
SHEET_HALF = Frame(324, 1)

DRAW: dict[type[Any], Callable[[Any, Frame], str]] = {
    Mirror: _mirror.draw,
    PathToTarget: _path_to_target.draw,
    GrowthDots: _growth_dots.draw,
    Parts: _parts.draw,
    Slippage: _slippage.draw,
    Calendar: _calendar.draw,
    Tally: _tally.draw,
    PenLine: _pen_line.draw,
}


@dataclass(frozen=True)
class Drawing:
    """A chart made ready for `kit/chart.html`: the picture for a page and for a phone, and the table of its values."""

    title: str
    sub: str
    wide: SafeString
    phone: SafeString
    table: Table


def svg(chart: Chart, frame: Frame) -> str:
    """The chart in the size and colours of `frame`, as SVG text."""
    return DRAW[type(chart)](chart, frame)


def picture(chart: Chart, frame: Frame = PAPER) -> str:
    """The chart for paper: every colour and font written out, no style sheet needed."""
    return svg(chart, frame)


def drawing(chart: Chart, frame: Frame = PAGE) -> Drawing:
    """The chart for a page: `PAGE` for its whole width, `COLUMN` beside an aside, `SHEET` in the dossier."""
    heading = chart.heading
    # Every text in the picture was escaped by the canvas.
    wide, phone = (mark_safe(svg(chart, each)) for each in (frame, PHONE))  # noqa: S308
    return Drawing(heading.title, heading.sub, wide, phone, rows(chart))


def rows(chart: Chart) -> Table:
    """The same values as a table, in the order of the picture's own values."""
    found: tuple[tuple[str, ...], ...]
    match chart:
        case Mirror():
            found = tuple(count.row for count in chart.counts)
        case PathToTarget():
            points = (count.row for line in chart.lines for _year, count in line.points)
            found = (*points, *(path.row for path in chart.paths))
        case GrowthDots():
            found = tuple(dot.row for dot in chart.dots)
        case Parts():
            found = tuple(part.row for part in chart.parts)
        case Slippage():
            found = tuple(term.row for term in chart.terms)
        case Calendar():
            found = tuple(event.row for event in chart.events)
        case Tally():
            found = tuple(bar.row for bar in chart.bars)
        case PenLine():
            found = tuple(each.row for each in chart.handings)
    return Table(chart.heading.title, chart.heading.headers, tuple(row for row in found if row))
