"""The words by which a pasted list is understood: headings of columns, purposes of travel, what stands before a number.

Words are compared in lower case and without dots. A word that is missing here loses nothing: it stays in the note.
"""

from __future__ import annotations

from collections.abc import Mapping

# What a column holds, by the first words of its heading. Longer headings are looked for first.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": ("№", "#", "n", "no", "nr", "п/п", "№ п/п", "рт", "р/т", "№ р/т"),
    "name": (
        *("name", "full name", "names", "person", "passenger"),
        *("фио", "ф и о", "имя и фамилия", "фамилия имя", "фамилия и имя", "фамилия имя отчество", "пассажир"),
        *("ному насаб", "насабу ном", "насаб ном", "номи пурра", "ному насаби"),
    ),
    "family": ("family", "family name", "surname", "last name", "фамилия", "насаб"),
    "given": ("given", "given name", "given names", "first name", "имя", "ном"),
    "patronymic": ("patronymic", "middle name", "отчество", "номи падар"),
    "series": ("series", "серия", "силсила"),
    "document": (
        *("document", "passport", "passport no", "passport number", "document number"),
        *("паспорт", "документ", "номер", "номер паспорта", "серия и номер", "№ паспорта", "загранпаспорт"),
        *("шиноснома", "ҳуҷҷат", "рақами шиноснома", "раками шиноснома"),
    ),
    "birth": (
        *("birth", "born", "birth date", "date of birth", "dob", "year of birth"),
        *("дата рождения", "д р", "др", "год рождения", "г р", "гр", "рождение"),
        *("таваллуд", "санаи таваллуд", "соли таваллуд", "рӯзи таваллуд"),
    ),
    "purpose": ("purpose", "purpose of travel", "цель", "цель поездки", "мақсад", "мақсади сафар"),
    "note": ("note", "notes", "remark", "comment", "примечание", "примечания", "комментарий", "эзоҳ", "шарҳ"),
}

# The code of a purpose of travel (list `purpose` of the pack), by words of the three languages.
PURPOSES: Mapping[str, tuple[str, ...]] = {
    "study": (
        *("student", "students", "study", "studies", "pupil", "university"),
        *("студент", "студентка", "студенты", "учёба", "учеба", "обучение", "учащийся", "учащаяся", "школьник"),
        *("донишҷӯ", "донишчу", "донишҷу", "таҳсил", "тахсил", "хонанда", "талаба"),
    ),
    "work": (
        *("work", "worker", "labour", "labor", "job", "employment"),
        *("работа", "рабочий", "работник", "работает", "трудовой", "патент"),
        *("кор", "коргар", "муҳоҷир", "мухочир"),
    ),
    "family": ("family", "relatives", "семья", "родственники", "оила", "хешон"),
    "medical": ("treatment", "medical", "лечение", "табобат", "муолиҷа"),
    "transit": ("transit", "транзит"),
    "visit": ("tourism", "tourist", "visit", "guest", "туризм", "турист", "гость", "гости", "сайёҳ", "меҳмон"),
}

# What only introduces a value and says nothing itself.
MARKERS = frozenset(
    (
        *("passport", "pass", "document", "doc", "no", "nr", "n", "born", "b", "dob", "birth"),
        *("паспорт", "пасп", "загранпаспорт", "документ", "док", "номер", "серия", "г", "р", "гр", "д", "др", "род"),
        *("рождения", "года", "дата", "шиноснома", "ҳуҷҷат", "рақам", "рақами", "таваллуд", "соли", "санаи", "с", "т"),
    )
)
