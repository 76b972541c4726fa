"""What the columns of a list hold, told from their headings in three languages, and how a list writes things.

A heading says; a guess is shown to the officer before anything is read by it, and what the officer chose is remembered
under the fingerprint of the headings.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from hamsafar.journeys.enums import ImportField
from hamsafar.kit.because import Because
from hamsafar.kit.refusal import Refusal

DAY_FIRST, MONTH_FIRST, EITHER = "day-first", "month-first", "either"
FAMILY_FIRST, GIVEN_FIRST, AS_WRITTEN = "family-first", "given-first", "as-written"
MOST_COLUMNS, LONGEST_HEADING = 200, 200

_F = ImportField
# fmt: off
HEADINGS: Mapping[ImportField, tuple[str, ...]] = {
    _F.NAME: (
        "name", "full name", "names", "person", "worker", "passenger", "фио", "ф и о", "имя и фамилия", "фамилия имя",
        "фамилия и имя", "фамилия имя отчество", "имя отчество фамилия", "имя фамилия", "пассажир", "работник",
        "ному насаб", "ному насаби", "насабу ном", "насаб ном", "насаб ва ном", "насаб ном номи падар", "нн",
        "номи пурра", "ному насаби пурра", "ннп",
    ),
    _F.FAMILY: ("family", "family name", "surname", "last name", "lastname", "фамилия", "насаб", "насаби", "фамилияаш"),
    _F.GIVEN: ("given", "given name", "given names", "first name", "firstname", "forename", "имя", "ном", "номи"),
    _F.PATRONYMIC: ("patronymic", "middle name", "fathers name", "father name", "отчество", "номи падар", "падараш"),
    _F.BIRTH: (
        "birth", "born", "birth date", "birthdate", "date of birth", "dob", "year of birth", "birthday",
        "дата рождения", "д р", "др", "год рождения", "г р", "гр", "рождение", "день рождения",
        "таваллуд", "санаи таваллуд", "соли таваллуд", "рӯзи таваллуд", "рузи таваллуд", "рӯзу моҳу соли таваллуд",
    ),
    _F.SEX: ("sex", "gender", "пол", "ҷинс", "чинс", "м ж", "m f"),
    _F.CITIZENSHIP: ("citizenship", "nationality", "citizen of", "гражданство", "шаҳрвандӣ", "шахрванди", "табаият"),
    _F.DISTRICT: (
        "district", "region", "residence", "address", "place of residence", "район", "область", "адрес",
        "место жительства", "ноҳия", "нохия", "вилоят", "суроға", "шаҳр ноҳия", "ҷои зист",
    ),
    _F.SERIES: ("series", "passport series", "серия", "серия паспорта", "силсила", "силсилаи шиноснома"),
    _F.NUMBER: (
        "document", "passport", "passport no", "passport number", "document number", "document no", "passport nr",
        "паспорт", "документ", "номер", "номер паспорта", "серия и номер", "серия и номер паспорта", "паспорта",
        "загранпаспорт", "номер документа", "шиноснома", "ҳуҷҷат", "рақами шиноснома", "раками шиноснома",
        "силсила ва рақам", "силсила ва рақами шиноснома", "рақами ҳуҷҷат",
    ),
    _F.COUNTRY: (
        "issuing country", "country of issue", "passport country", "issued by country", "страна выдачи",
        "страна паспорта", "кем выдан страна", "кишвари шиноснома", "давлати шиноснома",
    ),
    _F.ISSUED: ("issued", "issue date", "date of issue", "issued on", "дата выдачи", "выдан", "санаи дода"),
    _F.EXPIRES: (
        "expires", "expiry", "expiry date", "valid until", "valid to", "date of expiry", "expires on",
        "срок действия", "действителен до", "годен до", "эътибор дорад то", "мӯҳлат", "муҳлат", "то санаи",
    ),
    _F.PHONE: ("phone", "telephone", "mobile", "phone number", "телефон", "тел", "номер телефона", "рақами телефон"),
    _F.EMAIL: ("email", "e mail", "mail", "электронная почта", "эл почта", "почта", "почтаи электронӣ", "имейл"),
}
LATIN_MARKS = ("latin", "латиница", "латиницей", "лат", "на латинице", "латинскими буквами", "лотинӣ", "лотини", "eng")
FAMILY_FIRST_HEADINGS = frozenset((
    "фио", "ф и о", "фамилия имя", "фамилия и имя", "фамилия имя отчество", "насабу ном", "насаб ном", "насаб ва ном",
    "насаб ном номи падар", "нн", "ннп",
))
GIVEN_FIRST_HEADINGS = frozenset(("имя и фамилия", "имя фамилия", "имя отчество фамилия"))
# fmt: on
_OF_HEADING = {heading: field for field, headings in HEADINGS.items() for heading in headings}
_LATIN = {_F.NAME: _F.LATIN_NAME, _F.FAMILY: _F.LATIN_FAMILY, _F.GIVEN: _F.LATIN_GIVEN}
_NAMES = frozenset({_F.NAME, _F.FAMILY, _F.GIVEN, _F.LATIN_NAME, _F.LATIN_FAMILY, _F.LATIN_GIVEN})


@dataclass(frozen=True)
class Manner:
    """How a list is read. Column numbers count from 0; an order left empty is told from the rows, or asked.

    `citizenship` (three letters) and the two authorities hold for every row that does not say otherwise.
    """

    columns: Mapping[str, int]
    day_order: str = ""
    name_order: str = ""
    citizenship: str = ""
    authority: str = "this-office"
    latin_authority: str = "tj-passport"

    def as_data(self) -> dict[str, object]:
        return asdict(self) | {"columns": {str(field): place for field, place in self.columns.items()}}

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> Manner:
        """What `as_data` wrote, or a person as JSON. Raises `Refusal` for what is no manner."""
        known = {each.name for each in fields(cls)}
        columns = data.get("columns")
        if set(data) - known or not isinstance(columns, Mapping):
            raise Refusal(Because("The mapping is a JSON object with “columns” and, where needed, the orders."))
        if not all(isinstance(data.get(name, ""), str) for name in known - {"columns"}):
            raise Refusal(Because("In the mapping every order and authority is a word."))
        manner = cls(**{**data, "columns": dict(columns)})  # type: ignore[arg-type]
        manner.require_sound()
        return manner

    def require_sound(self) -> None:
        """Raise `Refusal` where no name can be read by it, or a word of it is not one that may stand there."""
        places = list(self.columns.values())
        if set(self.columns) - set(ImportField.values) or not all(isinstance(each, int) for each in places):
            raise Refusal(Because("The mapping names a field that nobody knows, or a column that is no number."))
        if len(set(places)) < len(places):
            raise Refusal(Because("One column cannot hold two things: choose another for one of them."))
        if not _NAMES & set(self.columns):
            raise Refusal(Because("No column holds a name: say which one does."))
        if self.day_order not in ("", DAY_FIRST, MONTH_FIRST, EITHER):
            raise Refusal(Because("The order of day and month is “day-first” or “month-first”."))
        if self.name_order not in ("", FAMILY_FIRST, GIVEN_FIRST, AS_WRITTEN):
            raise Refusal(Because("The order of names is “family-first”, “given-first” or “as-written”."))
        if self.citizenship and not re.fullmatch("[A-Z]{3}", self.citizenship):
            raise Refusal(Because("A citizenship is the three letters that a passport shows, such as TJK."))


def plain_heading(heading: str) -> str:
    """A heading as it is compared: lower case, words parted by one space, without signs."""
    text = unicodedata.normalize("NFKC", heading).lower().replace("№", " ")
    return " ".join(re.findall(r"[^\W_]+", text.replace("'", "").replace("’", "")))


def fingerprint(headings: Sequence[str]) -> str:
    """What a list is remembered by: its headings in their order, in whichever case they were written."""
    plain = "\x1f".join(plain_heading(each) for each in headings)
    return hashlib.sha256(plain.encode()).hexdigest()


def guess(headings: Sequence[str]) -> Manner:
    """How a list with these headings is most probably read. What no heading tells is left out."""
    columns: dict[str, int] = {}
    for place, heading in enumerate(headings):
        field = _field_of(heading)
        if field and field not in columns:
            columns[field] = place
    if ImportField.FAMILY in columns and ImportField.GIVEN in columns:
        columns.pop(ImportField.NAME, None)
    name = plain_heading(headings[columns[ImportField.NAME]]) if ImportField.NAME in columns else ""
    order = FAMILY_FIRST if name in FAMILY_FIRST_HEADINGS else GIVEN_FIRST if name in GIVEN_FIRST_HEADINGS else ""
    return Manner(columns, name_order=order)


def _field_of(heading: str) -> ImportField | None:
    """What one heading says; a heading in two languages says it twice (`Фамилия / Surname`)."""
    for part in (heading, *re.split(r"[/|(),\n]", heading)):
        plain = plain_heading(part)
        if plain in _OF_HEADING:
            found = _OF_HEADING[plain]
            return _LATIN.get(found, found) if _is_latin(heading) else found
        for mark in LATIN_MARKS:
            bare = " ".join(plain.replace(mark, " ").split())
            if mark in plain.split() and bare in _OF_HEADING:
                return _LATIN.get(_OF_HEADING[bare], _OF_HEADING[bare])
    return None


def _is_latin(heading: str) -> bool:
    words = plain_heading(heading)
    return any(mark in words.split() or (" " in mark and mark in words) for mark in LATIN_MARKS)
