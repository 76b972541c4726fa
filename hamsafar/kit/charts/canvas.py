"""A sheet to draw on: collects SVG elements, escapes every text, knows the colours of screen and paper."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from hamsafar.kit.charts.measure import Box, text_width

NAMES = "ink ink-2 line line-2 lapis lapis-4 lapis-1 anor firuza zarr zarr-4 zarr-1"
# `sheet` is whatever the picture lies on: the page or the dossier's sheet.
SCREEN: Mapping[str, str] = {name: f"var(--{name})" for name in NAMES.split()} | {"sheet": "var(--ground)"}
PAPER: Mapping[str, str] = {
    "ink": "#1b1e2b",
    "ink-2": "#535a6b",
    "sheet": "#ffffff",
    "line": "#dcd5c7",
    "line-2": "#857b69",
    "lapis": "#1f3f7f",
    "lapis-4": "#6f8cc4",
    "lapis-1": "#e5ebf6",
    "anor": "#a3193f",
    "firuza": "#0b6b68",
    "zarr": "#835400",
    "zarr-4": "#e0a21b",
    "zarr-1": "#fcf0d2",
}
Point = tuple[float, float]
SIDES: Mapping[str, str] = {"tj": "anor", "ru": "lapis"}


def side_colour(side: str) -> str:
    """The colour of a side: identity, never a judgement. Others are told by words and stay ink."""
    return SIDES.get(side, "ink-2")


@dataclass(frozen=True)
class Frame:
    """How large a picture is, in px, and how large its letters are against paper's 10.5 px."""

    width: float
    scale: float = 1.0
    for_print: bool = False

    def px(self, paper_px: float) -> float:
        """A length of the paper layout at this frame's scale."""
        return paper_px * self.scale


@dataclass(frozen=True)
class Run:
    """A stretch of one line of text: `plain`, `italic` (a qualifier), `bold`, or `raised` (a source number)."""

    text: str
    style: str = "plain"


@dataclass(frozen=True)
class Text:
    """How a line of text looks: size in px, weight, colour name, which end of it stands at the point."""

    size: float
    weight: int = 400
    colour: str = "ink"
    anchor: str = "start"
    halo: bool = False


RAISED = 0.62
ITALIC = 0.82  # a qualifier beside a large figure is set smaller, as in the printed dossier


def number(value: float) -> str:
    """A coordinate without needless digits."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


class Canvas:
    """One SVG picture in the making. Heights are known at the end, so `svg` takes the height."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.colours = PAPER if frame.for_print else SCREEN
        self._elements: list[str] = []
        self._under: list[str] = []
        self._definitions: list[str] = []

    def colour(self, name: str) -> str:
        return "none" if name == "none" else self.colours[name]

    def underlay(self, draw: Callable[[Canvas], None]) -> None:
        """Draw something behind all that was drawn before."""
        below = Canvas(self.frame)
        draw(below)
        self._under += below._elements

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        colour: str = "line",
        width: float = 1,
        dash: str = "",
    ) -> None:
        (x1, y1), (x2, y2) = start, end
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self._elements.append(
            f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
            f' stroke="{self.colour(colour)}" stroke-width="{number(width)}"{dashes}/>'
        )

    def path(
        self,
        points: Iterable[Point],
        *,
        colour: str = "none",
        fill: str = "none",
        width: float = 1,
        dash: str = "",
        close: bool = False,
        opacity: float = 1,
    ) -> None:
        steps = "L".join(f"{number(x)} {number(y)}" for x, y in points)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        faint = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
        self._elements.append(
            f'<path d="M{steps}{"z" if close else ""}" fill="{self.colour(fill)}"{faint}'
            f' stroke="{self.colour(colour)}" stroke-width="{number(width)}" stroke-linejoin="round"{dashes}/>'
        )

    def box(
        self,
        box: Box,
        *,
        fill: str = "none",
        colour: str = "none",
        width: float = 1,
        dash: str = "",
        opacity: float = 1,
    ) -> None:
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        faint = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
        paint = f"url(#{self._hatching()})" if fill == "hatched" else self.colour(fill)
        self._elements.append(
            f'<rect x="{number(box.left)}" y="{number(box.top)}" width="{number(max(box.width, 0.5))}"'
            f' height="{number(box.height)}" fill="{paint}"{faint} stroke="{self.colour(colour)}"'
            f' stroke-width="{number(width)}"{dashes}/>'
        )

    def lozenge(
        self, x: float, y: float, *, radius: float, fill: str, colour: str = "sheet", width: float = 1.2
    ) -> None:
        points = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
        self.path(points, fill=fill, colour=colour, width=width, close=True)

    def text(self, x: float, y: float, content: str | Sequence[Run], look: Text) -> None:
        runs = [Run(content)] if isinstance(content, str) else list(content)
        halo = f' stroke="{self.colour("sheet")}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
        style = f'font-weight="{look.weight}" font-variant-numeric="tabular-nums lining-nums"'
        self._elements.append(
            f'<text x="{number(x)}" y="{number(y)}" font-family="Noto Sans, sans-serif" font-size="{number(look.size)}"'
            f' {style} text-anchor="{look.anchor}" fill="{self.colour(look.colour)}"'
            f"{halo if look.halo else ''}>{self._runs(runs, look)}</text>"
        )

    def _runs(self, runs: Sequence[Run], look: Text) -> str:
        return "".join(self._run(run, look) for run in runs if run.text)

    def _run(self, run: Run, look: Text) -> str:
        text = escape(run.text)
        if run.style == "italic":
            size = look.size * ITALIC if look.weight >= 600 else look.size  # noqa: PLR2004 (bold)
            return f'<tspan font-style="italic" font-weight="400" font-size="{number(size)}">{text}</tspan>'
        if run.style == "bold":
            return f'<tspan font-weight="700">{text}</tspan>'
        if run.style == "raised":
            up = number(look.size * 0.36)
            return (
                f'<tspan dy="-{up}" font-size="{number(max(look.size * RAISED, 7.5))}" font-weight="600"'
                f' fill="{self.colour("lapis")}">{text}</tspan><tspan dy="{up}">\u200b</tspan>'
            )
        return text

    def _hatching(self) -> str:
        name = f"hatch-{self._tag()}"
        if not self._definitions:
            self._definitions.append(
                f'<pattern id="{name}" width="6" height="6" patternTransform="rotate(45)"'
                f' patternUnits="userSpaceOnUse">'
                f'<rect width="6" height="6" fill="{self.colour("sheet")}"/>'
                f'<rect width="1.6" height="6" fill="{self.colour("ink-2")}"/></pattern>'
            )
        return name

    def _tag(self) -> str:
        frame = self.frame
        return f"{number(frame.width)}-{number(frame.scale * 10)}-{int(frame.for_print)}".replace(".", "_")

    def svg(self, height: float, sentence: str) -> str:
        """The finished picture; `sentence` is what a reader who cannot see it hears."""
        body = "".join(self._under + self._elements)
        digest = hashlib.sha256((sentence + body).encode()).hexdigest()[:8]
        name = f"chart-{digest}"
        definitions = f"<defs>{''.join(self._definitions)}</defs>" if self._definitions else ""
        drawn = (definitions + body).replace(f"hatch-{self._tag()}", f"hatch-{digest}")
        width, tall = number(self.frame.width), number(height)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{tall}" viewBox="0 0 {width} {tall}"'
            f' role="img" aria-labelledby="{name}"><title id="{name}">{escape(sentence)}</title>{drawn}</svg>'
        )


def runs_width(runs: Sequence[Run], look: Text) -> float:
    """How wide a line of runs comes out, in px."""
    total = 0.0
    for run in runs:
        bold = look.weight >= 600 or run.style == "bold"  # noqa: PLR2004
        if run.style == "raised":
            total += text_width(run.text, max(look.size * RAISED, 7.5), bold=True)
        elif run.style == "italic":
            total += text_width(run.text, look.size * (ITALIC if bold else 1))
        else:
            total += text_width(run.text, look.size, bold=bold)
    return total
