"""Why two names were held to be alike or different, as codes and as sentences in English, Russian and Tajik."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hamsafar.names.likeness import Step, aligned
from hamsafar.names.parts import Part

LANGUAGES = ("en", "ru", "tg")

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "same": {"en": "the names are the same", "ru": "имена одинаковы", "tg": "номҳо якхелаанд"},
    "empty": {
        "en": "one of the names holds no letters",
        "ru": "в одном из имён нет букв",
        "tg": "дар яке аз номҳо ҳарф нест",
    },
    "spelled_alike": {
        "en": "{a} and {b} sound the same",
        "ru": "{a} и {b} звучат одинаково",
        "tg": "{a} ва {b} якхела хонда мешаванд",
    },
    "through_russian": {
        "en": "{a} was written {via}, then {b}",
        "ru": "{a} записано как {via}, затем как {b}",
        "tg": "{a} аввал {via}, баъд {b} навишта шудааст",
    },
    "persian": {
        "en": "{a} is {b} in Persian letters, which leave out the short vowels",
        "ru": "{a} это {b} персидскими буквами, где краткие гласные не пишутся",
        "tg": "{a} бо хати форсӣ {b} аст, ки дар он садонокҳои кӯтоҳ навишта намешаванд",
    },
    "written": {
        "en": "{a} was written {b}",
        "ru": "{a} записано как {b}",
        "tg": "{a} ҳамчун {b} навишта шудааст",
    },
    "missing": {
        "en": "{a} was left out",
        "ru": "{a} пропущено",
        "tg": "{a} партофта шудааст",
    },
    "final_a": {
        "en": "{a} ends in -a, which is usually a woman's name, and {b} does not",
        "ru": "{a} оканчивается на -а, обычно это женское имя, а {b} нет",
        "tg": "{a} бо -а тамом мешавад, ки одатан номи зан аст, вале {b} не",
    },
    "man_and_woman": {
        "en": "{a} and {b} are a man and a woman of one family, not one person",
        "ru": "{a} и {b}: мужчина и женщина одной фамилии, а не один человек",
        "tg": "{a} ва {b} марду зани як насабанд, на як шахс",
    },
    "ending": {
        "en": "{a} and {b} share a root; the ending differs ({via})",
        "ru": "у {a} и {b} один корень, но разное окончание ({via})",
        "tg": "решаи {a} ва {b} як аст, вале пасванд дигар ({via})",
    },
    "roles": {
        "en": "{a} and {b}: one is a family name, the other a patronymic",
        "ru": "{a} и {b}: одно из них фамилия, другое отчество",
        "tg": "{a} ва {b}: яке насаб, дигаре номи падар аст",
    },
    "parent_and_child": {
        "en": "{a} and {b} look like parent and child",
        "ru": "{a} и {b} похожи на родителя и ребёнка",
        "tg": "{a} ва {b} ба падару фарзанд монанданд",
    },
    "initial": {
        "en": "{a} may stand for {b}",
        "ru": "{a} может означать {b}",
        "tg": "{a} метавонад {b} бошад",
    },
    "begins": {
        "en": "{a} may begin {b}",
        "ru": "{a} может быть началом {b}",
        "tg": "{a} метавонад ибтидои {b} бошад",
    },
    "order": {
        "en": "the words stand in another order",
        "ru": "слова стоят в другом порядке",
        "tg": "тартиби калимаҳо дигар аст",
    },
    "joined": {
        "en": "{a} was written as one word",
        "ru": "{a} написано слитно",
        "tg": "{a} якҷо навишта шудааст",
    },
    "absent": {
        "en": "{a} stands in one name only",
        "ru": "{a} есть только в одном имени",
        "tg": "{a} танҳо дар як ном ҳаст",
    },
    "partial": {
        "en": "only a part of the name was given, and it is found in the other",
        "ru": "дана только часть имени, и она есть в другом",
        "tg": "танҳо як қисми ном дода шудааст ва он дар номи дигар ҳаст",
    },
    "different": {
        "en": "{a} and {b} are different names",
        "ru": "{a} и {b}: разные имена",
        "tg": "{a} ва {b} номҳои гуногунанд",
    },
}

# How a clerk who writes Russian spells the letters Russian lacks, and how that is then written in Latin letters.
IN_RUSSIAN = {"ҷ": "дж", "ғ": "г", "қ": "к", "ҳ": "х", "ӣ": "и", "ӯ": "у"}
THROUGH_RUSSIAN = {"ҷ": {"dzh", "dj", "dž"}, "ғ": {"g"}, "қ": {"k"}, "ҳ": {"kh"}}
# What nobody needs to be told.
USUAL = {
    *zip("абвгдезийклмнопрстуфэы", "abvgdeziyklmnoprstufei", strict=True),
    *{("й", "i"), ("ж", "zh"), ("х", "kh"), ("ц", "ts"), ("ч", "ch"), ("ш", "sh"), ("щ", "shch"), ("у", "ou")},
    *{("я", "ya"), ("я", "ia"), ("ю", "yu"), ("ю", "iu"), ("ё", "yo"), ("й", "y")},
}


@dataclass(frozen=True)
class Reason:
    """One sentence of an explanation. `a`, `b` and `via` are what it speaks of."""

    code: str
    a: str = ""
    b: str = ""
    via: str = ""

    def words(self, lang: str = "en") -> str:
        return SENTENCES[self.code][lang].format(a=self.a, b=self.b, via=self.via)

    def as_dict(self) -> dict[str, str | dict[str, str]]:
        """Code, what it speaks of, and the sentence in three languages."""
        given: dict[str, str | dict[str, str]] = {"code": self.code}
        given |= {name: text for name, text in (("a", self.a), ("b", self.b), ("via", self.via)) if text}
        return given | {"words": {lang: self.words(lang) for lang in LANGUAGES}}


def sentence(reasons: Iterable[Reason], lang: str = "en") -> str:
    """The reasons as one line."""
    return "; ".join(each.words(lang) for each in reasons)


def of_letters(left: Part, right: Part) -> list[Reason]:
    """What was written differently in two words that are held to be one, each thing once."""
    if (left.script == "persian") != (right.script == "persian"):
        persian, other = (left, right) if left.script == "persian" else (right, left)
        return [Reason("persian", other.shown, persian.shown)]
    cross = left.script != right.script
    steps = aligned(left.sounds, right.sounds, persian=left.script == "persian")
    found = dict.fromkeys(_of_place(one, other, cross=cross) for one, other in _whole_letters(steps))
    return [reason for reason in found if reason is not None]


def _whole_letters(steps: list[Step]) -> list[tuple[str, str]]:
    """What each side wrote, place by place; я, one letter for two sounds, stands beside both that another writes."""
    found: list[tuple[str, str]] = []
    for left, right in steps:
        one, other = left.written if left else "", right.written if right else ""
        goes_on = (left is not None and not one) or (right is not None and not other)
        if goes_on and found:
            found[-1] = (found[-1][0] + one, found[-1][1] + other)
        else:
            found.append((one, other))
    return found


def _of_place(a: str, b: str, *, cross: bool) -> Reason | None:
    if not a or not b:
        return Reason("missing", a or b) if a or b else None
    if a == b or (cross and _undoubled(a) == _undoubled(b)):
        return None
    a, b = (_undoubled(a), _undoubled(b)) if cross else (a, b)
    if b in IN_RUSSIAN or (b in set(IN_RUSSIAN.values()) and a not in IN_RUSSIAN):
        a, b = b, a  # told from the Tajik letter to the other
    if (a, b) in USUAL or (b, a) in USUAL:
        return None
    if b in THROUGH_RUSSIAN.get(a, set()):
        return Reason("through_russian", a, b, IN_RUSSIAN[a])
    return Reason("written", a, b)


def _undoubled(letters: str) -> str:
    """дд as д: two scripts double alike, and what differs is told once."""
    half = len(letters) // 2
    return letters[:half] if half and letters[:half] == letters[half:] else letters
