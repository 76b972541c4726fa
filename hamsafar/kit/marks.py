"""Status marks, wordmark and ikat band as SVG: shape first, colour second, so that they read in grey print."""

from __future__ import annotations

from collections.abc import Mapping

LOZENGE = "M8 .6 15.4 8 8 15.4.6 8z"

# Shapes never change; the word beside them changes with the subject. `{c}` is the colour, `{bg}` what lies behind.
SHAPES: Mapping[str, str] = {
    "done": f'<path d="{LOZENGE}" fill="{{c}}"/>'
    '<path d="m5 8.2 2.2 2.1L11.2 6" fill="none" stroke="{bg}" stroke-width="1.7"/>',
    "course": f'<path d="{LOZENGE}" fill="none" stroke="{{c}}" stroke-width="1.8"/>'
    '<path d="M8 4.2 11.8 8 8 11.8 4.2 8z" fill="{c}"/>',
    "late": f'<path d="{LOZENGE}" fill="none" stroke="{{c}}" stroke-width="1.8"/>'
    '<path d="M8 .6 .6 8 8 15.4z" fill="{c}"/>',
    "soon": f'<path d="{LOZENGE}" fill="{{c}}"/>'
    '<path d="M8 4.6v4M8 10.4v1.4" fill="none" stroke="{bg}" stroke-width="1.7"/>',
    "open": f'<path d="{LOZENGE}" fill="none" stroke="{{c}}" stroke-width="2"/>',
    "broken": f'<path d="{LOZENGE}" fill="{{c}}"/>'
    '<path d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4" fill="none" stroke="{bg}" stroke-width="1.6"/>',
    "differ": '<path d="M6.6 1.9v12.2L.6 8z" fill="{c}"/>'
    '<path d="M9.4 1.9v12.2L15.4 8z" fill="none" stroke="{c}" stroke-width="1.6"/>',
    "none": f'<path d="{LOZENGE}" fill="none" stroke="{{c}}" stroke-width="1.6" stroke-dasharray="2.4 2"/>',
}

PRINT_COLOURS: Mapping[str, str] = {
    "done": "#0b6b68",
    "course": "#0b6b68",
    "late": "#835400",
    "soon": "#835400",
    "open": "#a3193f",
    "broken": "#a3193f",
    "differ": "#1f3f7f",
    "none": "#535a6b",
}
PRINT_SHEET = "#ffffff"

WORDMARK = (
    '<path d="M11 0 22 11 11 22 0 11z" fill="{lapis}"/>'
    '<path d="M23 0 34 11 23 22 12 11z" fill="{anor}"/>'
    '<path d="M17 6 22 11 17 16 12 11z" fill="{sheet}"/>'
)


class UnknownMark(KeyError):
    """No status mark has this name; the message lists the names."""


def shape(kind: str, colour: str = "currentColor", behind: str = "var(--sheet)") -> str:
    """The paths of one status mark in a box of 16 by 16."""
    try:
        return SHAPES[kind].format(c=colour, bg=behind)
    except KeyError as error:
        raise UnknownMark(f"{kind} is no status mark; the marks are: {', '.join(SHAPES)}") from error


def svg(kind: str, *, for_print: bool = False) -> str:
    """A status mark as SVG text. With `for_print` it is a whole document with its own colours."""
    if not for_print:
        return f'<svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">{shape(kind)}</svg>'
    paths = shape(kind, PRINT_COLOURS.get(kind, ""), PRINT_SHEET)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">{paths}</svg>'


def two_lozenges(*, for_print: bool = False) -> str:
    """Hamsafar's mark: two sovereign nodes, and between them the part they share."""
    if not for_print:
        paths = WORDMARK.format(lapis="var(--mark-lapis)", anor="var(--mark-anor)", sheet="var(--sheet)")
        return f'<svg viewBox="0 0 34 22" aria-hidden="true" focusable="false">{paths}</svg>'
    paths = WORDMARK.format(lapis="#1f3f7f", anor="#a3193f", sheet="#fffefb")
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="34" height="22" viewBox="0 0 34 22">{paths}</svg>'


def ikat(width: int = 794) -> str:
    """The ikat band, 7 high and `width` wide: once per document, on its front sheet."""
    tiles = []
    for left in range(0, width, 42):
        tiles.append(f'<path d="M{left + 10.5} 0l3.5 3.5-3.5 3.5-3.5-3.5z" fill="#fbf9f5"/>')
        tiles.append(f'<path d="M{left + 31.5} 0l3.5 3.5-3.5 3.5-3.5-3.5z" fill="#a3193f"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ikat" width="{width}" height="7" viewBox="0 0 {width} 7"'
        ' preserveAspectRatio="none" aria-hidden="true">'
        f'<path d="M0 0h{width}v7H0z" fill="#1f3f7f"/>{"".join(tiles)}</svg>'
    )
