"""Orders out and results in: valid FHIR R4, and damaged bundles refused with the path of the fault."""

from __future__ import annotations

import json
import re

import pytest
from fhir.resources.R4B.bundle import Bundle

from hamsafar.medical.formats import fhir
from hamsafar.medical.formats.fhir import BadBundle, Expected
from hamsafar.medical.rules.folders import Order, Result

REF, AT = "X-0000-0000-0000-0000-0", "2026-03-02T12:00:00+00:00"
ORDER = Order("D-0000-0000-0000-0000-0", ("hiv", "drugs"), "S 1", AT, "O-1")
EXPECTED = Expected(REF, ORDER.items)
RESULTS = (
    Result(ORDER.number, "hiv", "NEG", "final", AT, "0.2", "{S_CO}"),
    Result(ORDER.number, "drugs", "NEG", "final", AT),
)


def sent() -> dict:
    return json.loads(fhir.results_bundle(REF, RESULTS))


def read(bundle: dict) -> tuple[Result, ...]:
    return fhir.read_results(fhir.read_bundle(json.dumps(bundle).encode()), EXPECTED)


def test_an_order_is_valid_and_names_nobody():
    bundle = Bundle.model_validate_json(fhir.order_bundle(REF, ORDER))

    kinds = [each.resource.__class__.__name__ for each in bundle.entry]
    assert kinds == ["Patient", "Specimen", "ServiceRequest", "ServiceRequest"]
    assert bundle.entry[0].resource.name is None
    assert {each.resource.requisition.value for each in bundle.entry[2:]} == {ORDER.number}


def test_results_come_back_as_they_were_sent():
    assert read(sent()) == RESULTS


def test_an_entered_in_error_result_says_so():
    bundle = sent()
    bundle["entry"][1]["resource"]["status"] = "entered-in-error"

    assert read(bundle)[0].status == "entered-in-error"


DAMAGE = {  # what: (where in the data, what stands there then, the path that is named)
    "wrong patient": ("1.subject.identifier.value", "X-1", "[1].subject.identifier"),
    "report of another": ("0.subject.identifier.value", "X-1", "[0].subject.identifier"),
    "no patient": ("1.subject", None, "[1].subject.identifier"),
    "patient of another system": ("1.subject.identifier.system", "urn:x", "[1].subject.identifier"),
    "wrong panel": ("2.code.coding.0.code", "hepatitis-b", "[2].code.coding"),
    "code of another system": ("2.code.coding.0.system", "http://loinc.org", "[2].code.coding"),
    "wrong unit": ("1.valueQuantity.code", "mg/dL", "[1].valueQuantity.code"),
    "unit of another system": ("1.valueQuantity.system", "urn:x", "[1].valueQuantity.code"),
    "a status that is no result": ("1.status", "registered", "[1].status"),
    "no reading": ("1.interpretation", None, "[1].interpretation"),
    "another reading": ("1.interpretation.0.coding.0.code", "H", "[1].interpretation"),
    "another order": ("1.basedOn.0.identifier.value", "D-1", "[1].basedOn[0].identifier"),
    "a report without an order": ("0.basedOn", None, "[0].basedOn[0].identifier"),
    "no report": ("0", None, "Bundle.entry"),
    "not valid at all": ("1.valueQuantity.value", "much", "[1].valueQuantity.value"),
    "no code": ("1.code", None, "[1].code"),
    "no bundle": ("resourceType", "Patient", "Bundle.resourceType"),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_bundle_is_refused_with_the_path_of_the_fault(name):
    place, value, path = DAMAGE[name]
    bundle = sent()
    entry, _, rest = place.partition(".")
    spoil(
        bundle,
        ["entry", entry, *(["resource", *rest.split(".")] if rest else [])] if entry.isdigit() else [place],
        value,
    )
    path = re.sub(r"^\[(\d)\]", r"Bundle.entry[\1].resource", path)

    with pytest.raises(BadBundle) as refused:
        read(bundle)

    assert refused.value.path == path
    assert fhir.outcome(refused.value)["issue"][0]["expression"] == [path]


def spoil(data, places, value) -> None:
    *way, last = [int(each) if each.isdigit() else each for each in places]
    for each in way:
        data = data[each]
    if value is None:
        del data[last]
    else:
        data[last] = value


def test_a_number_for_what_a_person_reads_is_refused():
    bundle = json.loads(fhir.results_bundle(REF, [Result(ORDER.number, "tuberculosis", "NEG", "final", AT, "1", "mm")]))

    with pytest.raises(BadBundle, match="has no number"):
        fhir.read_results(fhir.read_bundle(json.dumps(bundle).encode()), Expected(REF, ("tuberculosis",)))


def test_a_report_without_results_and_what_is_no_json_or_too_long_is_refused():
    bundle = sent()
    del bundle["entry"][1:]
    with pytest.raises(BadBundle, match="at least one Observation"):
        read(bundle)
    for raw, words in ((b"{", "not JSON"), (b"[]", "not a Bundle"), (b" " * (fhir.LONGEST + 1), "in parts")):
        with pytest.raises(BadBundle, match=words):
            fhir.read_bundle(raw)
