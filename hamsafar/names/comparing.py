"""Two names, one person? A verdict, a score, and the reasons a clerk can check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import permutations, product

from rapidfuzz.distance import OSA

from hamsafar.names import reasons
from hamsafar.names.known import are_two_names
from hamsafar.names.likeness import HOPELESS, NEAR, likeness
from hamsafar.names.parts import PATRONYMICS, Ending, Part, part_of, parts_of
from hamsafar.names.reasons import LANGUAGES, Reason

# Fixed on the tuning half of the generated set, see docs/reference/names-quality.md.
THRESHOLD = 0.87
PART_THRESHOLD = 0.8  # of a lone word beside a whole name

SAME_WORD = 0.75  # two words this alike are held to be one word, whatever the verdict on the name
INITIAL = 0.9
SWAPPED_ROLES = 0.75
LEFT_OUT_PATRONYMIC, LEFT_OUT_OTHER, LONE_WORD = 0.97, 0.93, 0.85
CROSSED, PARENT_AND_CHILD = 0.8, 0.6
MAN_AND_WOMAN = 0.5
LONE_ROOT = 0.93  # Сафар and Сафаров with nothing beside them
LEAST = 0.6  # the weight of the least alike word
WORTH_A_LOOK = 0.5  # below it nothing can become a match
TWO_NAMES = 0.7  # of two names that are both known, see `known`
FEW_SHARED, STRANGERS = 0.45, 0.8  # no two words that share fewer of their letters are more alike
MOST_WORDS = 4  # up to here every pairing is tried, beyond it the likeliest words are paired first

# A family name changes its ending by law and by custom: Саидов, Саидзода, Саидӣ, Саид.
SHARED_ROOT = {
    frozenset({Ending.PLAIN, Ending.I}): 0.95,
    frozenset({Ending.PLAIN, Ending.ZODA}): 0.92,
    frozenset({Ending.PLAIN, Ending.OV}): 0.9,
    frozenset({Ending.PLAIN, Ending.OVA}): 0.9,
    frozenset({Ending.PLAIN, Ending.OVICH}): 0.9,
    frozenset({Ending.PLAIN, Ending.OVNA}): 0.9,
}
REFORMED, OTHER_ENDING = 0.94, 0.85
UNTELLING = {Ending.PLAIN, Ending.I}  # a given name may end in -ӣ as well

Places = tuple[tuple[int, int], ...]  # which word of the one name is laid beside which of the other


class Extent(StrEnum):
    """How much of the name was compared."""

    WHOLE = "whole"
    PART = "part"
    NONE = "none"


@dataclass(frozen=True)
class Comparison:
    """Whether two names may be one person's. `score` runs from 0 to 1; `extent` says whether a part only was given."""

    match: bool
    score: float
    extent: Extent
    reasons: tuple[Reason, ...]

    @property
    def explanation(self) -> str:
        return self.explained("en")

    def explained(self, lang: str) -> str:
        """The reasons in one line, in `en`, `ru` or `tg`."""
        return reasons.sentence(self.reasons, lang)

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {
            "match": self.match,
            "score": self.score,
            "extent": self.extent.value,
            "explanation": self.explanation,
            "explanations": {lang: self.explained(lang) for lang in LANGUAGES},
            "reasons": [each.as_dict() for each in self.reasons],
        }


@dataclass(frozen=True, slots=True)
class Pair:
    """One word of each name, held to be the same."""

    left: Part
    right: Part
    score: float
    conflict: bool  # of man and woman


@dataclass(frozen=True)
class Pairing:
    """Every word of the shorter name with its word of the longer one."""

    pairs: tuple[Pair, ...]
    left_out: tuple[Part, ...]
    score: float
    whole: bool
    swapped: bool
    joined: Part | None = None


def compare(a: str, b: str, *, threshold: float = THRESHOLD) -> Comparison:
    """The verdict on two names in any script and order. Never raises; a name without letters matches nothing."""
    left, right = parts_of(a), parts_of(b)
    if not left or not right:
        return Comparison(False, 0.0, Extent.NONE, (Reason("empty"),))
    best = _best(left, right)
    match = _is_match(best, threshold)
    extent = Extent.NONE if not match else Extent.WHOLE if best.whole else Extent.PART
    return Comparison(match, round(best.score, 4), extent, tuple(_explain(best, match)))


def score(a: str, b: str) -> float:
    """The score alone, for ranking many."""
    left, right = parts_of(a), parts_of(b)
    return _best(left, right).score if left and right else 0.0


def _is_match(best: Pairing, threshold: float) -> bool:
    if any(pair.conflict for pair in best.pairs):
        return False
    return best.score >= (threshold if best.whole else min(threshold, PART_THRESHOLD))


def _best(left: tuple[Part, ...], right: tuple[Part, ...]) -> Pairing:
    """The pairing of words that speaks most for one person; words written as one are tried where it helps."""
    best = _best_pairing(left, right)
    if len(left) == len(right) or best.score >= THRESHOLD:
        return best
    left_is_longer = len(left) > len(right)
    longer, shorter = (left, right) if left_is_longer else (right, left)
    for words, word in _with_joined(longer, shorter):
        found = _best_pairing(*((words, right) if left_is_longer else (left, words)), joined=word, above=best.score)
        if found.score > best.score and any(word in (pair.left, pair.right) for pair in found.pairs):
            best = found
    return best


def _with_joined(longer: tuple[Part, ...], shorter: tuple[Part, ...]) -> Iterator[tuple[tuple[Part, ...], Part]]:
    """The words of a name with two or three neighbours as one, and that one, where the other name has such a word."""
    for length in range(2, min(len(longer) - len(shorter), 2) + 2):
        for place in range(min(len(longer), 2 * MOST_WORDS) - length + 1):
            together = longer[place : place + length]
            heard = "".join([part.heard for part in together])
            if any(part.initial or OSA.normalized_similarity(heard, part.heard) >= HOPELESS for part in shorter):
                word = part_of("".join([part.text for part in together]))
                yield (*longer[:place], word, *longer[place + length :]), word


def _best_pairing(
    left: tuple[Part, ...], right: tuple[Part, ...], joined: Part | None = None, above: float = -1.0
) -> Pairing:
    """The best one; where a score is given that it must be `above`, and none is, one without pairs."""
    best: tuple[Places, tuple[Pair, ...]] = (), ()
    judged, swapped = above, True
    for places in _pairings(left, right):
        pairs = _pairs(left, right, places, judged)
        if pairs is None:
            continue
        found, turned = _judge(left, right, pairs, places), _swapped(places)
        if found > judged or (found == judged and swapped and not turned):
            best, judged, swapped = (places, pairs), found, turned
        if judged == 1.0 and not swapped:
            break
    places, pairs = best
    left_out = _left_out(left, right, places)
    whole = not (left_out and len(pairs) == 1) and not any(pair.left.initial or pair.right.initial for pair in pairs)
    return Pairing(pairs, left_out, judged, whole, swapped, joined)


def _pairs(left: tuple[Part, ...], right: tuple[Part, ...], places: Places, wanted: float) -> tuple[Pair, ...] | None:
    """The words of one pairing; None as soon as they cannot be `wanted` much alike, which most are told by one word."""
    pairs, lowest, lacking = [], 1.0, 0.0
    with_a_stranger = LEAST * STRANGERS + (1 - LEAST) * (1 - (1 - STRANGERS) / len(places))
    for row, column in places:
        if wanted > with_a_stranger and _are_strangers(left[row], right[column]):
            return None
        pair = _pair(left[row], right[column])
        pairs.append(pair)
        lowest, lacking = min(lowest, pair.score), lacking + 1 - pair.score
        if LEAST * lowest + (1 - LEAST) * (1 - lacking / len(places)) < wanted - NEAR:
            return None
    return tuple(pairs)


def _pairings(left: tuple[Part, ...], right: tuple[Part, ...]) -> Iterable[Places]:
    """Every way to give each word of the shorter side its own word of the longer; only the likeliest for long names."""
    if max(len(left), len(right)) <= MOST_WORDS:
        return _every_pairing(len(left), len(right))
    return [_likeliest([[_pair(one, other) for other in right] for one in left])]


@cache
def _every_pairing(rows: int, columns: int) -> tuple[Places, ...]:
    if rows <= columns:
        return tuple(tuple(enumerate(chosen)) for chosen in permutations(range(columns), rows))
    chosen_rows = permutations(range(rows), columns)
    return tuple(tuple((row, column) for column, row in enumerate(chosen)) for chosen in chosen_rows)


def _likeliest(table: list[list[Pair]]) -> Places:
    cells = [
        (-pair.score, row + column, row, column) for row, line in enumerate(table) for column, pair in enumerate(line)
    ]
    chosen: list[tuple[int, int]] = []
    rows: set[int] = set()
    columns: set[int] = set()
    for _, _, row, column in sorted(cells):
        if row not in rows and column not in columns:
            chosen.append((row, column))
            rows.add(row)
            columns.add(column)
    return tuple(chosen)


def _judge(left: tuple[Part, ...], right: tuple[Part, ...], pairs: Sequence[Pair], places: Places) -> float:
    """The score of one pairing; never more than `_pairs` reckons with."""
    scores = [pair.score for pair in pairs]
    # The least alike word decides most: brothers share all the others.
    total = LEAST * min(scores) + (1 - LEAST) * sum(scores) / len(scores)
    if total < WORTH_A_LOOK:
        return total
    if len(left) != len(right):
        left_out = _left_out(left, right, places)
        total *= LONE_WORD if len(pairs) == 1 else _of_left_out(left_out)
        if _parent_and_child(pairs, left_out):
            total *= PARENT_AND_CHILD
    if _crossed(pairs):
        total *= CROSSED
    if len(left) == len(right) == 1 and _gained_an_ending(pairs[0]):
        total *= LONE_ROOT
    return min(total, MAN_AND_WOMAN) if any(pair.conflict for pair in pairs) else total


def _left_out(left: tuple[Part, ...], right: tuple[Part, ...], places: Places) -> tuple[Part, ...]:
    rows, columns = {row for row, _ in places}, {column for _, column in places}
    return (
        *(part for place, part in enumerate(left) if place not in rows),
        *(part for place, part in enumerate(right) if place not in columns),
    )


def _swapped(places: Places) -> bool:
    """Whether the words stand in another order."""
    rights = [right for _, right in sorted(places)]
    return rights != sorted(rights)


def _of_left_out(parts: tuple[Part, ...]) -> float:
    total = 1.0
    for part in parts:
        total *= LEFT_OUT_OTHER if part.ending in {Ending.OV, Ending.OVA, Ending.PLAIN} else LEFT_OUT_PATRONYMIC
    return total


def _gained_an_ending(pair: Pair) -> bool:
    endings = {pair.left.ending, pair.right.ending}
    return len(endings) > 1 and Ending.PLAIN in endings


def _crossed(pairs: Sequence[Pair]) -> bool:
    """Раҷаб Саидов beside Саид Раҷабов: each family name meets the other's given name."""
    gained = any(pair.left.ending is Ending.PLAIN and pair.right.ending not in UNTELLING for pair in pairs)
    lost = any(pair.right.ending is Ending.PLAIN and pair.left.ending not in UNTELLING for pair in pairs)
    return gained and lost


def _parent_and_child(pairs: Sequence[Pair], left_out: tuple[Part, ...]) -> bool:
    """Саидов Раҷаб beside Саидов Фирдавс Раҷабович: a given name met the patronymic, and another one is left over."""
    met = any(
        {pair.left.ending, pair.right.ending} & PATRONYMICS and Ending.PLAIN in {pair.left.ending, pair.right.ending}
        for pair in pairs
    )
    return met and any(part.ending is Ending.PLAIN for part in left_out)


@lru_cache(maxsize=1 << 16)
def _are_strangers(left: Part, right: Part) -> bool:
    """Whether two words share so few letters that they are no more alike than `STRANGERS`; told in a moment."""
    if left.initial or right.initial or "persian" in {left.script, right.script} or "x" in left.text + right.text:
        return False
    words = product((left.heard, *left.roots), (right.heard, *right.roots))
    return all(OSA.normalized_similarity(one, other) < FEW_SHARED for one, other in words)


@lru_cache(maxsize=1 << 15)  # what it holds the garbage collector walks through, so it is not larger
def _pair(left: Part, right: Part) -> Pair:
    """Two words laid beside each other; a Latin x is read as х or as кс, whichever fits."""
    found = _as_read(left, right)
    if found.score < 1 and ("x" in left.text) != ("x" in right.text):
        again = _as_read(*(part_of(part.text.replace("x", "ks")) for part in (left, right)))
        return Pair(left, right, max(found.score, again.score), found.conflict)
    return found


def _as_read(left: Part, right: Part) -> Pair:
    if left.initial or right.initial:
        return Pair(left, right, INITIAL if left.heard[:1] == right.heard[:1] else 0.0, False)
    persian = "persian" in {left.script, right.script}
    whole = likeness(left.heard, right.heard, persian=persian)
    if whole == 1.0:
        return Pair(left, right, 1.0, False)
    if not persian and are_two_names(left.roots, right.roots):
        return Pair(left, right, min(whole, TWO_NAMES), False)
    if left.ending is right.ending and not persian:
        return Pair(left, right, whole, False)
    roots = max(likeness(one, other, persian=persian) for one in left.roots for other in right.roots)
    conflict = bool(left.gender and right.gender and left.gender != right.gender) and roots >= SAME_WORD
    if conflict:
        return Pair(left, right, min(whole, MAN_AND_WOMAN), True)
    return Pair(left, right, max(whole * _roles(left, right), roots * _shared_root(left, right)), False)


def _roles(left: Part, right: Part) -> float:
    if Ending.PLAIN in {left.ending, right.ending} or (left.ending in PATRONYMICS) == (right.ending in PATRONYMICS):
        return 1.0
    return SWAPPED_ROLES if left.gender and right.gender else 1.0


def _shared_root(left: Part, right: Part) -> float:
    """What remains of a likeness of roots where the endings differ."""
    endings = {left.ending, right.ending}
    if len(endings) == 1:
        return 1.0
    known = SHARED_ROOT.get(frozenset(endings))
    if known is not None:
        return known
    if left.gender and right.gender:
        return SWAPPED_ROLES
    return REFORMED if endings & {Ending.ZODA, Ending.I} else OTHER_ENDING


def _explain(best: Pairing, match: bool) -> Iterator[Reason]:
    """First what speaks against, then what was written differently."""
    told = {reason: None for pair in best.pairs for reason in _of_pair(pair)}
    verdicts = {"man_and_woman", "different", "roles", "final_a"}
    yield from (reason for reason in told if reason.code in verdicts)
    if best.left_out and _parent_and_child(best.pairs, best.left_out):
        yield Reason("parent_and_child", _said(best.pairs, "left"), _said(best.pairs, "right"))
    if match and best.left_out and len(best.pairs) == 1:
        yield Reason("partial")
    yield from (reason for reason in told if reason.code not in verdicts)
    if best.joined is not None:
        yield Reason("joined", best.joined.shown)
    if best.swapped:
        yield Reason("order")
    if not (match and len(best.pairs) == 1):
        yield from (Reason("absent", part.shown) for part in best.left_out)
    if not told and not best.swapped and not best.left_out and best.joined is None:
        yield Reason("same")


def _said(pairs: tuple[Pair, ...], side: str) -> str:
    return " ".join(getattr(pair, side).shown for pair in pairs)


def _of_pair(pair: Pair) -> list[Reason]:
    """What there is to say of two words: what speaks against them, or how they were written."""
    left, right = pair.left, pair.right
    if pair.conflict:
        return [Reason("man_and_woman", left.shown, right.shown)]
    if left.text == right.text:
        return []
    if pair.score < SAME_WORD:
        code = "roles" if _roles(left, right) < 1 and set(left.roots) & set(right.roots) else "different"
        return [Reason(code, left.shown, right.shown)]
    if left.initial or right.initial:
        short, long = (left, right) if left.initial else (right, left)
        return [Reason("initial", short.shown, long.shown)]
    return _of_writing(left, right)


def _of_writing(left: Part, right: Part) -> list[Reason]:
    """How one word came to be written in two ways."""
    if left.ending is not right.ending and set(left.roots) & set(right.roots):
        endings = " / ".join(each.ending or "–" for each in (left, right))
        return [Reason("ending", left.shown, right.shown, endings)]
    if left.heard == right.heard + "a" or right.heard == left.heard + "a":
        long, short = (left, right) if left.heard > right.heard else (right, left)
        return [Reason("final_a", long.shown, short.shown)]
    return reasons.of_letters(left, right) or [Reason("spelled_alike", left.shown, right.shown)]
