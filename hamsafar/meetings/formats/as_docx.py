"""The dossier as DOCX, built in code: the order, headings, tables and marks of the printed one, open to editing.

Deterministic: the same dossier gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from docx import Document as new_document
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from hamsafar.meetings.formats.as_pdf import compiled
from hamsafar.meetings.formats.sheet import sheet
from hamsafar.meetings.formats.wording import Seal, wording_of
from hamsafar.meetings.rules.values import Dossier

INK, INK_2 = RGBColor(0x1B, 0x1E, 0x2B), RGBColor(0x53, 0x5A, 0x6B)
LAPIS, LAPIS_9, ANOR = RGBColor(0x1F, 0x3F, 0x7F), RGBColor(0x14, 0x28, 0x4F), RGBColor(0xA3, 0x19, 0x3F)
MARK_COLOURS = {
    "done": RGBColor(0x0B, 0x6B, 0x68),
    "course": RGBColor(0x0B, 0x6B, 0x68),
    "late": RGBColor(0x83, 0x54, 0x00),
    "soon": RGBColor(0x83, 0x54, 0x00),
    "open": ANOR,
    "broken": ANOR,
    "differ": LAPIS,
    "none": INK_2,
}
# Shapes as characters, so that a mark reads in grey and without colour.
MARK_SIGNS = {
    "done": "◆", "course": "◈", "late": "◐", "soon": "◆!", "open": "◇", "broken": "✕", "differ": "◁▷", "none": "◌",
}  # fmt: skip
PPI = 192.0
PX = 0.75  # points
TEXT_WIDTH = Mm(180)
# Rules of a table: eighths of a point, colour.
HAIRLINE, RULE = (4, "DCD5C7"), (12, "1B1E2B")
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest moment a zip archive can name


def dossier_docx(dossier: Dossier, seal: Seal) -> bytes:
    """The dossier as a DOCX file. Its creation date is the as-of day."""
    paper = _Paper(dossier, sheet(dossier, wording_of(dossier), seal))
    paper.front()
    for item in paper.data["items"]:
        paper.item(item)
    paper.annexes()
    buffer = io.BytesIO()
    paper.document.save(buffer)
    return _same_bytes(buffer.getvalue())


class _Paper:
    """One document in the making, from the same data as the printed sheet."""

    def __init__(self, dossier: Dossier, data: dict[str, Any]) -> None:
        self.data, self.words = data, data["words"]
        self.document: Document = new_document()
        _set_up(self.document, dossier)
        self._running_lines()

    def front(self) -> None:
        words = self.words
        self.document.add_heading(self.data["title"], level=0)
        intro = self.document.add_paragraph()
        intro.add_run(words["as_of"]).bold = True
        intro.add_run(f", {words['for_meeting']}.")
        if self.data["decisions"]:
            self._heading(words["decisions"], 2, ANOR)
            for decision in self.data["decisions"]:
                self._runs(self.document.add_paragraph(style="List Number"), decision["title"], bold=True)
                self._runs(self.document.add_paragraph(), decision["text"])
        self._agenda()
        for text in (words["since_summary"], words["annex_here"] if self.data["annex"] else "", words["reader"]):
            if text:
                self._small(text)
        self._notes(self.data["front_notes"])
        seal = self.data["seal"]
        self._small(f"{seal['words']} {words['fingerprint']} {seal['fingerprint']}. {seal['check']}")

    def _agenda(self) -> None:
        asks = any(item["ask"] for item in self.data["items"])
        headers = ["", *self.words["agenda"][: 3 if asks else 2]]
        table = self._table(headers, [18, 150, 160, 150] if asks else [18, 220, 240])
        for item in self.data["items"]:
            cells = table.add_row().cells
            cells[0].paragraphs[0].add_run(str(item["no"])).bold = True
            cells[1].paragraphs[0].add_run(item["title"]).bold = True
            if item["status"]:
                self._mark(cells[1].add_paragraph(), item["status"])
            if item["figure"]:
                self._figure(cells[2].paragraphs[0], item["figure"])
                self._runs(cells[2].add_paragraph(), item["figure"]["caption"])
            if asks:
                self._runs(cells[3].paragraphs[0], item["ask"])
            self._tighten(cells)

    def _tighten(self, cells: Iterable[Any]) -> None:
        """Small letters and no air between paragraphs, so that the front sheet stays one page."""
        for paragraph in (each for cell in cells for each in cell.paragraphs):
            paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(0), 1.0
            for run in paragraph.runs:
                run.font.size = run.font.size or Pt(8.5)

    def _figure(self, paragraph: Paragraph, figure: dict[str, Any]) -> None:
        if figure["qualifier"]:
            paragraph.add_run(figure["qualifier"] + " ").italic = True
        value = paragraph.add_run(figure["value"])
        value.bold, value.font.size = True, Pt(13.5)
        if figure["unit"]:
            paragraph.add_run(f" {figure['unit']}").bold = True

    def item(self, item: dict[str, Any]) -> None:
        heading = self._heading(f"{item['no']}  {item['title']}", 1)
        heading.paragraph_format.page_break_before = True
        if item["status"]:
            self._mark(self.document.add_paragraph(), item["status"])
        self._runs(self.document.add_paragraph(style="Subtitle"), item["standfirst"])
        for part in item["sections"]:
            self._heading(part["heading"], 2)
            for statement in part["statements"]:
                self._statement(statement)
        for chart in item["charts"]:
            self._chart(chart)
        if item["asks"]:
            self._heading(self.words["ask"], 2, ANOR)
            for number, ask in enumerate(item["asks"], start=1):
                paragraph = self.document.add_paragraph()
                paragraph.add_run(f"{number}  ").bold = True
                self._runs(paragraph, ask)
        self._notes(item["notes"])

    def _statement(self, statement: dict[str, Any]) -> None:
        paragraph = self.document.add_paragraph()
        _colour(paragraph.add_run(f"{statement['id']}  "), INK_2)
        if statement["speaker"]:
            paragraph.add_run(f"{statement['speaker']}: ").bold = True
        self._runs(paragraph, statement["runs"], strong=True)
        if statement["no_source"]:
            _colour(paragraph.add_run(f" {statement['no_source']}"), ANOR)
        if statement["status"]:
            self._mark(paragraph, statement["status"], before="  ")

    def _chart(self, chart: dict[str, Any]) -> None:
        self._heading("", 3, runs=chart["title"], before=f"{self.words['table_of']} {chart['id']}. ")
        if chart["sub"]:
            self._runs(self.document.add_paragraph(), chart["sub"])
        width = 682 if chart["wide"] else 324
        picture = compiled("drawing.typ", {"svg": chart["svg"], "width": width}, output="png", ppi=PPI)
        shape = self.document.add_picture(io.BytesIO(bytes(picture)), width=Pt(width * PX))
        shape._inline.docPr.set("descr", chart["label"])
        self._rows(chart["headers"], chart["rows"])

    def annexes(self) -> None:
        words, data = self.words, self.data
        if data["since"]:
            self._part(words["since"])
            rows = [_outcome_cells(row) for row in data["since"]]
            self._rows(words["outcome"], rows)
        if data["documents"]:
            self._part(words["documents"])
            for document in data["documents"]:
                self._document(document)
        if data["annex"]:
            self._part(words["annex"])
            for each in data["annex"]:
                invented = _aside(words["synthetic"]) if each["synthetic"] else ""
                self.document.add_paragraph().add_run(f"{each['no']} {each['title']}{invented}").bold = True
                self.document.add_paragraph(each["text"])
        if data["formulas"]:
            self._part(words["formulas"])
            self._rows(words["formula"], data["formulas"])
        self._part(words["sources"])
        for source in data["sources"]:
            paragraph = self.document.add_paragraph()
            paragraph.add_run(f"{source['no']}  {source['title']}").bold = True
            rest = [source[name] for name in ("address", "date", "grade", "host", "used") if source[name]]
            _colour(paragraph.add_run(f"\n{' · '.join(rest)}"), INK_2)
        self._small(f"{words['grades']} · {words['computed']}")
        if words["reader"]:
            self._small(words["reader"])

    def _document(self, document: dict[str, Any]) -> None:
        self._heading(document["name"], 2)
        self._mark(self.document.add_paragraph(), {"mark": document["mark"], "words": document["state"]})
        if not document["texts"]:
            self._small(self.words["text_unknown"])
            return
        texts = document["texts"]
        table = self._table([text["language"] for text in texts], [480 / len(texts)] * len(texts))
        cells = table.add_row().cells
        for cell, text in zip(cells, texts, strict=True):
            cell.paragraphs[0].add_run(text["title"]).bold = True
            if text["body"]:
                cell.add_paragraph(text["body"])

    # --- small parts --------------------------------------------------------------------------------------------

    def _part(self, title: str) -> None:
        self._heading(title, 1).paragraph_format.page_break_before = True

    def _heading(
        self, text: str, level: int, colour: RGBColor | None = None, *, runs: Sequence[Any] = (), before: str = ""
    ) -> Paragraph:
        heading = self.document.add_heading(before + text, level=level)
        self._runs(heading, runs)
        for run in heading.runs if colour else ():
            _colour(run, colour)
        return heading

    def _runs(
        self, paragraph: Paragraph, runs: Iterable[dict[str, str]], *, strong: bool = False, bold: bool = False
    ) -> None:
        for given in runs:
            run = paragraph.add_run(given["text"])
            run.bold = bold or None
            if given["kind"] in ("mark", "comma"):
                run.font.superscript = True
                _colour(run, LAPIS)
            elif given["kind"] == "qualifier":
                run.italic = True
            elif strong and given["kind"] in ("number", "unit"):
                run.bold = True

    def _mark(self, paragraph: Paragraph, status: dict[str, str], before: str = "") -> None:
        run = paragraph.add_run(f"{before}{MARK_SIGNS[status['mark']]} {status['words']}")
        run.bold = True
        _colour(run, MARK_COLOURS[status["mark"]])

    def _small(self, text: str) -> None:
        run = self.document.add_paragraph().add_run(text)
        run.font.size = Pt(8)
        _colour(run, INK_2)

    def _notes(self, notes: Iterable[Sequence[str]]) -> None:
        for label, text in notes:
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(1)
            number = paragraph.add_run(f"{label}  ")
            _colour(number, LAPIS)
            note = paragraph.add_run(text)
            number.font.size = note.font.size = Pt(7.5)
            _colour(note, INK_2)

    def _rows(self, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        table = self._table(headers, [480 / len(headers)] * len(headers))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=False):
                cell.paragraphs[0].add_run(text)

    def _table(self, headers: Sequence[str], widths: Sequence[float]) -> Any:
        table = self.document.add_table(rows=1, cols=len(headers))
        table.autofit = False
        table._tbl.tblPr.append(_borders("w:tblBorders", {"insideH": HAIRLINE, "bottom": HAIRLINE}))
        for column, cell, text, width in zip(table.columns, table.rows[0].cells, headers, widths, strict=True):
            column.width = cell.width = round(TEXT_WIDTH * width / sum(widths))
            cell._tc.get_or_add_tcPr().append(_borders("w:tcBorders", {"bottom": RULE}))
            head = cell.paragraphs[0].add_run(text)
            head.bold, head.font.size = True, Pt(8)
            _colour(head, INK_2)
        repeated = OxmlElement("w:tblHeader")
        repeated.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)
        return table

    def _running_lines(self) -> None:
        section = self.document.sections[0]
        header = section.header.paragraphs[0]
        header.style.paragraph_format.tab_stops.clear_all()
        header.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        header.add_run("Hamsafar").bold = True
        header.add_run(f"\t{self.words['classification'].upper()}").bold = True
        footer = section.footer.paragraphs[0]
        footer.add_run(f"{self.words['position']} · {self.words['grades']}\t")
        _page_number(footer, "PAGE")
        footer.add_run(" / ")
        _page_number(footer, "NUMPAGES")
        footer.alignment = WD_ALIGN_PARAGRAPH.LEFT
        for run in footer.runs:
            run.font.size = Pt(7.5)


def _outcome_cells(row: dict[str, Any]) -> list[str]:
    said = "".join(run["text"] for run in row["text"] if run["kind"] not in ("mark", "comma"))
    became = f"{MARK_SIGNS[row['mark']]} {row['state']} {row['became']}".strip()
    return [said + _aside(row["synthetic"]), row["owner"], row["due"], became]


def _aside(text: str) -> str:
    return f" ({text})" if text else ""


def _colour(run: Any, colour: RGBColor | None) -> None:
    run.font.color.rgb = colour


def _set_up(document: Document, dossier: Dossier) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(15)
    sizes = {"Normal": 9.75, "Title": 23, "Heading 1": 21, "Heading 2": 11.25, "Heading 3": 9.75, "Subtitle": 11.6}
    for name, size in sizes.items():
        style: Any = document.styles[name]
        style.font.name, style.font.size = "Noto Sans", Pt(size)
        style.font.color.rgb = LAPIS_9 if name in ("Title", "Heading 1") else INK
        style.font.italic = False
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(attribute), "Noto Sans")
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
        for spaced in style.element.rPr.findall(qn("w:spacing")):  # the template sets subtitles in spaced letters
            style.element.rPr.remove(spaced)
    document.styles["Normal"].paragraph_format.space_after = Pt(3)
    document.styles["List Number"].paragraph_format.space_after = Pt(0)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), {"en": "en-GB", "ru": "ru-RU", "tg": "tg-TJ"}[dossier.lang])
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    made = datetime(dossier.as_of.year, dossier.as_of.month, dossier.as_of.day, tzinfo=UTC)
    properties = document.core_properties
    properties.title, properties.author, properties.language = dossier.front.title, "Hamsafar", dossier.lang
    properties.created = properties.modified = made.replace(tzinfo=None)
    properties.last_modified_by, properties.comments, properties.revision = "Hamsafar", "", 1


def _borders(name: str, sides: Mapping[str, tuple[int, str]]) -> Any:
    """The borders of a table or a cell: horizontal rules only, none where no side is named."""
    borders = OxmlElement(name)
    for side, (size, colour) in sides.items():
        border = OxmlElement(f"w:{side}")
        for key, value in {"val": "single", "sz": str(size), "space": "0", "color": colour}.items():
            border.set(qn(f"w:{key}"), value)
        borders.append(border)
    return borders


def _page_number(paragraph: Paragraph, field: str) -> None:
    for kind, text in (("begin", ""), ("", field), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)


def _same_bytes(written: bytes) -> bytes:
    """The archive with every entry at one fixed moment, so that equal content gives equal bytes."""
    fresh = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as old, zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in sorted(old.infolist(), key=lambda each: each.filename != "[Content_Types].xml"):
            new.writestr(zipfile.ZipInfo(entry.filename, EPOCH), old.read(entry), zipfile.ZIP_DEFLATED)
    return fresh.getvalue()
