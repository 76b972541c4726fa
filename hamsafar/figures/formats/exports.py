"""Figures in open formats: SDMX-CSV, SDMX-JSON 1.0 and its SDMX-ML 2.1 structure, plain CSV and JSON.

SDMX-CSV follows version 2.0 of that format (columns STRUCTURE, STRUCTURE_ID, ACTION), which readers of both
generations understand with the structure beside it; the structure and the JSON follow SDMX 2.1.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from hamsafar.figures.formats import sdmx
from hamsafar.figures.formats.pack_figures import FIGURE
from hamsafar.figures.formats.sdmx import ATTRIBUTES, DIMENSIONS, MEASURE, TIME, Component
from hamsafar.figures.rules.book import Book
from hamsafar.figures.rules.values import Fact, Finding

_ABOUT = f"{sdmx.AGENCY}:{sdmx.FLOW}({sdmx.VERSION})"
_EXTRA = ("formula", "inputs", "low", "high", "synthetic", "source_title", "source_address")
_NAMESPACES = (
    'xmlns:mes="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"'
    ' xmlns:str="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure"'
    ' xmlns:com="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"'
)


def sdmx_csv(book: Book, made_at: datetime) -> str:
    """Every number as one row of SDMX-CSV."""
    columns = [each.id for each in DIMENSIONS] + [MEASURE] + [each.id for each in ATTRIBUTES]
    rows = ([record[column] for column in columns] for record in map(sdmx.record_of, sdmx.numbers(book)))
    return _csv(["STRUCTURE", "STRUCTURE_ID", "ACTION", *columns], (["dataflow", _ABOUT, "I", *row] for row in rows))


def sdmx_json(book: Book, made_at: datetime) -> str:
    """Every number in an SDMX-JSON 1.0 data message, all dimensions at the observation."""
    records = [sdmx.record_of(fact) for fact in sdmx.numbers(book)]
    names = sdmx.codes_of(book)
    values = {
        each.id: list(dict.fromkeys(record[each.id] for record in records)) for each in (*DIMENSIONS, *ATTRIBUTES)
    }
    place = {column: {value: at for at, value in enumerate(found)} for column, found in values.items()}
    observations: dict[str, list[Any]] = {}
    for record in records:
        key = ":".join(str(place[each.id][record[each.id]]) for each in DIMENSIONS)
        attributes = [place[each.id][record[each.id]] if record[each.id] else None for each in ATTRIBUTES]
        observations[key] = [_json_number(record[MEASURE]), *attributes]
    message = {
        "header": {
            "id": f"{sdmx.FLOW}-{made_at:%Y%m%dT%H%M%S}",
            "test": False,
            "prepared": made_at.isoformat(timespec="seconds"),
            "sender": {"id": sdmx.AGENCY, "name": "Hamsafar"},
        },
        "structure": {
            "name": "Figures",
            "dimensions": {
                "dataSet": [],
                "series": [],
                "observation": [
                    {**_described(each, values[each.id], names), "keyPosition": at}
                    | ({"role": "time"} if each.id == TIME else {})
                    for at, each in enumerate(DIMENSIONS)
                ],
            },
            "attributes": {
                "dataSet": [],
                "series": [],
                "observation": [_described(each, values[each.id], names) for each in ATTRIBUTES],
            },
        },
        "dataSets": [{"action": "Information", "observations": observations}],
    }
    return json.dumps(message, ensure_ascii=False, indent=1) + "\n"


def sdmx_structure(book: Book, made_at: datetime) -> str:
    """The data structure with its code lists in three languages, as an SDMX-ML 2.1 structure message."""
    lists = "".join(_code_list(name, codes) for name, codes in sdmx.codes_of(book).items())
    concepts = "".join(
        f'<str:Concept id="{each.id}">{_names({"en": each.name})}</str:Concept>'
        for each in (*DIMENSIONS, Component(MEASURE, "Value"), *ATTRIBUTES)
    )
    reference = (
        f'<Ref id="{sdmx.STRUCTURE}" version="{sdmx.VERSION}" agencyID="{sdmx.AGENCY}"'
        ' class="DataStructure" package="datastructure"/>'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<mes:Structure {_NAMESPACES}>'
        f"<mes:Header><mes:ID>{sdmx.STRUCTURE}</mes:ID><mes:Test>false</mes:Test>"
        f"<mes:Prepared>{made_at.isoformat(timespec='seconds')}</mes:Prepared>"
        f'<mes:Sender id="{sdmx.AGENCY}"/></mes:Header><mes:Structures>'
        f"<str:Dataflows><str:Dataflow {_maintained(sdmx.FLOW)}>{_names({'en': 'Figures'})}"
        f"<str:Structure>{reference}</str:Structure></str:Dataflow></str:Dataflows>"
        f"<str:Codelists>{lists}</str:Codelists>"
        f"<str:Concepts><str:ConceptScheme {_maintained('CONCEPTS')}>{_names({'en': 'Concepts of figures'})}"
        f"{concepts}</str:ConceptScheme></str:Concepts>"
        f"<str:DataStructures><str:DataStructure {_maintained(sdmx.STRUCTURE)}>{_names({'en': 'Figures'})}"
        f"<str:DataStructureComponents>{_components()}</str:DataStructureComponents>"
        "</str:DataStructure></str:DataStructures></mes:Structures></mes:Structure>\n"
    )


def plain_csv(book: Book, made_at: datetime) -> str:
    """Every fact, dates and notes among them, in the columns of the pack's figures.csv and a few more."""
    rows = (_plain_row(fact) for fact in in_order(book))
    return _csv([*FIGURE, *_EXTRA], ([row[column] for column in (*FIGURE, *_EXTRA)] for row in rows))


def plain_json(book: Book, made_at: datetime) -> str:
    """Every fact with its source, as one JSON document."""
    return as_json(
        {"as_of": book.as_of.isoformat() if book.as_of else None, "figures": [fact_data(f) for f in in_order(book)]}
    )


FORMATS: Mapping[str, Callable[[Book, datetime], str]] = {
    "sdmx-csv": sdmx_csv,
    "sdmx-json": sdmx_json,
    "sdmx-structure": sdmx_structure,
    "csv": plain_csv,
    "json": plain_json,
}
ENDINGS = {
    "sdmx-csv": "sdmx.csv",
    "sdmx-json": "sdmx.json",
    "sdmx-structure": "structure.xml",
    "csv": "csv",
    "json": "json",
}
CONTENT = {
    "sdmx-csv": "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8",
    "sdmx-json": "application/vnd.sdmx.data+json; version=1.0.0",
    "sdmx-structure": "application/vnd.sdmx.structure+xml; version=2.1",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def in_order(book: Book) -> tuple[Fact, ...]:
    """All facts of a book by series, period and key."""
    return tuple(sorted(book.facts.values(), key=lambda fact: (fact.series, fact.period, fact.key)))


def fact_data(fact: Fact) -> dict[str, Any]:
    """A fact as JSON data. A number keeps its decimals as `text` beside its `value`."""
    return {
        "key": fact.key,
        "kind": fact.kind,
        "series": fact.series,
        "value": None if fact.value is None else _json_number(f"{fact.value:f}"),
        "text": value_text(fact),
        "qualifier": fact.qualifier,
        "unit": fact.unit,
        "period": fact.period,
        "scope": fact.scope,
        "counted_by": fact.counted_by,
        "said_by": fact.said_by,
        "quality": fact.quality,
        "published_on": fact.published_on.isoformat() if fact.published_on else None,
        "source": source_data(fact),
        "words": fact.words.as_dict(),
        "note": fact.note.as_dict() if fact.note else None,
        "formula": fact.formula or None,
        "inputs": list(fact.inputs),
        "low": None if fact.low is None else _json_number(f"{fact.low:f}"),
        "high": None if fact.high is None else _json_number(f"{fact.high:f}"),
        "synthetic": fact.synthetic,
    }


def finding_data(finding: Finding) -> dict[str, Any]:
    """A disagreement as JSON data, with every value it lists."""
    data: dict[str, Any] = {
        "rule": finding.rule,
        "series": finding.series,
        "period": finding.period,
        "scope": finding.scope,
        "values": [fact_data(fact) for fact in finding.values],
        "gap": _json_number(f"{finding.gap:f}"),
        "unit": finding.unit,
    }
    if finding.gap_high is not None:  # the parts may overlap: at least `gap`, at most this
        data["gap_high"] = _json_number(f"{finding.gap_high:f}")
    return data


def source_data(fact: Fact) -> dict[str, Any] | None:
    source = fact.source
    if source is None:
        return None
    day = source.published_on.isoformat() if source.published_on else None
    return {"key": source.key, "title": source.title, "address": source.address, "date": day, "host": source.host}


def value_text(fact: Fact) -> str:
    """The value as figures.csv writes it: a plain decimal, a day, a span of days; empty for a note."""
    if fact.value is not None:
        return f"{fact.value:f}"
    if fact.day is None:
        return ""
    return f"{fact.day.isoformat()}/{fact.until.isoformat()}" if fact.until else fact.day.isoformat()


def as_json(data: Any) -> str:
    """One JSON document, readable and ending in a line feed."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _plain_row(fact: Fact) -> dict[str, str]:
    source = fact.source
    three = {f"words_{lang}": text for lang, text in fact.words.as_dict().items()}
    notes = fact.note.as_dict() if fact.note else {"en": "", "ru": "", "tg": ""}
    return {
        **{name: getattr(fact, name) for name in ("key", "kind", "series", "qualifier", "unit", "period", "scope")},
        **{name: getattr(fact, name) for name in ("counted_by", "said_by", "quality", "found", "formula")},
        **three,
        **{f"note_{lang}": text for lang, text in notes.items()},
        "value": value_text(fact),
        "source": source.key if source else "",
        "source_title": source.title if source else "",
        "source_address": source.address if source else "",
        "published_on": fact.published_on.isoformat() if fact.published_on else "",
        "inputs": " ".join(fact.inputs),
        "low": "" if fact.low is None else f"{fact.low:f}",
        "high": "" if fact.high is None else f"{fact.high:f}",
        "synthetic": "true" if fact.synthetic else "false",
    }


def _csv(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _json_number(text: str) -> int | float:
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() and "." not in text else float(value)


def _described(
    component: Component, values: list[str], names: Mapping[str, Mapping[str, Mapping[str, str]]]
) -> dict[str, Any]:
    codes = names.get(component.codes, {})
    free = component in ATTRIBUTES and not component.codes  # free text has a name and no code
    return {
        "id": component.id,
        "name": component.name,
        "values": [
            ({} if free else {"id": value}) | {"name": codes.get(value, {}).get("en", value)} for value in values
        ],
    }


def _maintained(name: str) -> str:
    return f'id="{name}" agencyID="{sdmx.AGENCY}" version="{sdmx.VERSION}" isFinal="false"'


def _names(names: Mapping[str, str]) -> str:
    return "".join(f'<com:Name xml:lang="{lang}">{escape(text)}</com:Name>' for lang, text in names.items())


def _code_list(name: str, codes: Mapping[str, Mapping[str, str]]) -> str:
    inside = "".join(f"<str:Code id={quoteattr(code)}>{_names(names)}</str:Code>" for code, names in codes.items())
    return f"<str:Codelist {_maintained(f'CL_{name}')}>{_names({'en': f'Codes of {name}'})}{inside}</str:Codelist>"


def _components() -> str:
    dimensions = "".join(
        f'<str:Dimension id="{each.id}" position="{at}">{_identity(each.id)}{_representation(each)}</str:Dimension>'
        for at, each in enumerate(DIMENSIONS[:-1], start=1)
    )
    time = (
        f'<str:TimeDimension id="{TIME}" position="{len(DIMENSIONS)}">{_identity(TIME)}<str:LocalRepresentation>'
        '<str:TextFormat textType="ObservationalTimePeriod"/></str:LocalRepresentation></str:TimeDimension>'
    )
    attributes = "".join(
        f'<str:Attribute id="{each.id}" assignmentStatus="Conditional">{_identity(each.id)}{_representation(each)}'
        f'<str:AttributeRelationship><str:PrimaryMeasure><Ref id="{MEASURE}"/></str:PrimaryMeasure>'
        "</str:AttributeRelationship></str:Attribute>"
        for each in ATTRIBUTES
    )
    return (
        f'<str:DimensionList id="DimensionDescriptor">{dimensions}{time}</str:DimensionList>'
        f'<str:AttributeList id="AttributeDescriptor">{attributes}</str:AttributeList>'
        f'<str:MeasureList id="MeasureDescriptor"><str:PrimaryMeasure id="{MEASURE}">{_identity(MEASURE)}'
        '<str:LocalRepresentation><str:TextFormat textType="Decimal"/></str:LocalRepresentation>'
        "</str:PrimaryMeasure></str:MeasureList>"
    )


def _identity(name: str) -> str:
    reference = (
        f'<Ref id="{name}" maintainableParentID="CONCEPTS" maintainableParentVersion="{sdmx.VERSION}"'
        f' agencyID="{sdmx.AGENCY}" class="Concept" package="conceptscheme"/>'
    )
    return f"<str:ConceptIdentity>{reference}</str:ConceptIdentity>"


def _representation(component: Component) -> str:
    if not component.codes:
        return '<str:LocalRepresentation><str:TextFormat textType="String"/></str:LocalRepresentation>'
    reference = (
        f'<Ref id="CL_{component.codes}" version="{sdmx.VERSION}" agencyID="{sdmx.AGENCY}"'
        ' class="Codelist" package="codelist"/>'
    )
    return f"<str:LocalRepresentation><str:Enumeration>{reference}</str:Enumeration></str:LocalRepresentation>"
