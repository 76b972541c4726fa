"""Orders out and results in, as FHIR R4 bundles that `fhir.resources` validates. Inside the centre only.

A laboratory knows the person by the examination's reference and no name. What it sends is refused as a whole, with the
path of the first fault in it: `Bundle.entry[2].resource.valueQuantity.code`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.diagnosticreport import DiagnosticReport
from fhir.resources.R4B.observation import Observation
from pydantic import ValidationError

from hamsafar.kit.because import Because, about
from hamsafar.kit.refusal import Refusal
from hamsafar.medical.enums import Finding, ResultStatus
from hamsafar.medical.rules.folders import Order, Result
from hamsafar.medical.rules.panels import UNITS

PATIENT, ORDER, ITEM, SPECIMEN = (f"urn:hamsafar:{name}" for name in ("examination", "order", "panel-item", "specimen"))
UCUM = "http://unitsofmeasure.org"
INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
LONGEST = 256 * 1024


class BadBundle(Refusal):
    """What a laboratory sent is refused. `path` says where the fault is, the message also why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(about(path, reason))
        self.path = path


@dataclass(frozen=True)
class Expected:
    """The examination that an order belongs to: its reference, and the items of the panel of its day."""

    ref: str
    items: Sequence[str]


def order_bundle(ref: str, order: Order) -> str:
    """An order as a laboratory reads it: the person by reference, the specimen, one request for each item."""
    patient = {"resourceType": "Patient", "id": "person", "identifier": [{"system": PATIENT, "value": ref}]}
    specimen = {
        "resourceType": "Specimen",
        "id": "specimen",
        "accessionIdentifier": {"system": SPECIMEN, "value": order.specimen},
        "subject": {"reference": "Patient/person"},
    }
    asked = [
        {
            "resourceType": "ServiceRequest",
            "id": item,
            "requisition": {"system": ORDER, "value": order.number},
            "status": "active",
            "intent": "order",
            "code": {"coding": [{"system": ITEM, "code": item}]},
            "subject": {"reference": "Patient/person", "identifier": {"system": PATIENT, "value": ref}},
            "specimen": [{"reference": "Specimen/specimen"}],
            "authoredOn": order.at,
        }
        for item in order.items
    ]
    entries = [{"resource": each} for each in (patient, specimen, *asked)]
    bundle = Bundle.model_validate(
        {"resourceType": "Bundle", "type": "collection", "timestamp": order.at, "entry": entries}
    )
    return str(bundle.model_dump_json(indent=1))


def results_bundle(ref: str, results: Sequence[Result]) -> str:
    """Results as a laboratory sends them: for the demonstration, and for a laboratory that has no system of its own."""
    subject = {"identifier": {"system": PATIENT, "value": ref}}
    order = [{"identifier": {"system": ORDER, "value": results[0].order}}]
    report = {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "basedOn": order,
        "code": {"text": "panel"},
        "subject": subject,
    }
    found = [
        {
            "resourceType": "Observation",
            "status": each.status,
            "basedOn": order,
            "subject": subject,
            "code": {"coding": [{"system": ITEM, "code": each.item}]},
            "interpretation": [{"coding": [{"system": INTERPRETATION, "code": each.finding}]}],
            "issued": each.at,
            **({"valueQuantity": _quantity(each)} if each.value else {}),
        }
        for each in results
    ]
    entries = [{"resource": each} for each in (report, *found)]
    return str(
        Bundle.model_validate({"resourceType": "Bundle", "type": "collection", "entry": entries}).model_dump_json()
    )


def _quantity(result: Result) -> dict[str, Any]:
    return {"value": float(result.value), "unit": result.unit, "system": UCUM, "code": result.unit}


def read_bundle(raw: bytes) -> Bundle:
    """The bundle, valid as FHIR R4. Raises `BadBundle`."""
    if len(raw) > LONGEST:
        raise BadBundle("Bundle", Because("This is longer than the centre takes at once. Send it in parts."))
    try:
        data = json.loads(raw)
    except ValueError:
        raise BadBundle("Bundle", Because("This is not JSON.")) from None
    if not isinstance(data, dict) or data.get("resourceType") != "Bundle":
        raise BadBundle("Bundle.resourceType", Because("This is not a Bundle."))
    try:
        return Bundle.model_validate(data)
    except ValidationError as problem:
        first = problem.errors()[0]
        raise BadBundle(_path(first["loc"]), Because("This is not valid FHIR R4.")) from None


def _path(places: Sequence[str | int]) -> str:
    return "Bundle" + "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in places)


def order_number(bundle: Bundle) -> str:
    """The number of the order that the bundle's one report answers. Raises `BadBundle`."""
    reports = [(path, each) for path, each in _resources(bundle) if isinstance(each, DiagnosticReport)]
    if len(reports) != 1:
        raise BadBundle("Bundle.entry", Because("A bundle of results holds one DiagnosticReport."))
    ((path, report),) = reports
    number = _order_of(report)
    if not number:
        raise BadBundle(f"{path}.basedOn[0].identifier", Because("The report does not say which order it answers."))
    return number


def read_results(bundle: Bundle, expected: Expected) -> tuple[Result, ...]:
    """Every result in the bundle, held against the examination. Raises `BadBundle` at the first fault."""
    number = order_number(bundle)
    found = []
    for path, each in _resources(bundle):
        if isinstance(each, (DiagnosticReport, Observation)):
            _require_person(path, each, expected)
        if isinstance(each, Observation):
            found.append(_result(path, each, number, expected))
    if not found:
        raise BadBundle("Bundle.entry", Because("A bundle of results holds at least one Observation."))
    return tuple(found)


def _resources(bundle: Bundle) -> Iterator[tuple[str, Any]]:
    for place, entry in enumerate(bundle.entry or ()):
        yield f"Bundle.entry[{place}].resource", entry.resource


def _order_of(resource: Any) -> str:
    first = next(iter(resource.basedOn or ()), None)
    told = first.identifier if first is not None else None
    return str(told.value) if told is not None and told.system == ORDER and told.value else ""


def _require_person(path: str, resource: Any, expected: Expected) -> None:
    told = resource.subject.identifier if resource.subject is not None else None
    if told is None or told.system != PATIENT or told.value != expected.ref:
        raise BadBundle(f"{path}.subject.identifier", Because("This is about another person than the order."))


def _result(path: str, seen: Observation, number: str, expected: Expected) -> Result:
    if _order_of(seen) != number:
        raise BadBundle(f"{path}.basedOn[0].identifier", Because("This answers another order than the report."))
    if seen.status not in set(ResultStatus):
        raise BadBundle(f"{path}.status", Because("A result is final, amended, corrected or entered-in-error."))
    item = _code(seen.code, ITEM)
    if item not in expected.items:
        raise BadBundle(f"{path}.code.coding", Because("This is not in the panel of the person’s day."))
    finding = _code(next(iter(seen.interpretation or ()), None), INTERPRETATION)
    if finding not in set(Finding):
        raise BadBundle(f"{path}.interpretation", Because("The result is not read as POS, NEG or IND."))
    value, unit = _measured(path, seen, item)
    issued = seen.issued.isoformat() if seen.issued is not None else ""
    return Result(number, item, finding, seen.status, issued, value, unit)


def _measured(path: str, seen: Observation, item: str) -> tuple[str, str]:
    quantity = seen.valueQuantity
    if quantity is None:
        return "", ""
    wanted = UNITS.get(item)
    if wanted is None:
        _refuse_unit(f"{path}.valueQuantity", "")
    if quantity.system != UCUM or quantity.code != wanted:
        _refuse_unit(f"{path}.valueQuantity.code", wanted)
    return str(quantity.value), wanted


def _refuse_unit(path: str, wanted: str) -> NoReturn:
    if not wanted:
        raise BadBundle(path, Because("This item is read by a person and has no number."))
    raise BadBundle(path, Because("The unit of this item is %(unit)s, in UCUM.", unit=wanted))


def _code(concept: Any, system: str) -> str:
    codings = (concept.coding or ()) if concept is not None else ()
    return next((str(each.code) for each in codings if each.system == system), "")


def outcome(problem: BadBundle) -> Mapping[str, Any]:
    """A refusal as an OperationOutcome, which names the place of the fault."""
    issue = {"severity": "error", "code": "invalid", "expression": [problem.path], "diagnostics": str(problem)}
    return {"resourceType": "OperationOutcome", "issue": [issue]}
