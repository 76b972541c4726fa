"""The generated half of `docs/reference`, printed from the code and the pack, so that it cannot fall behind them."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import translation

from hamsafar.accounts.enums import ROLES, Clearance, Permission, Role
from hamsafar.corridor.formats.pack import Pack
from hamsafar.figures.formats.pack_figures import read_figures
from hamsafar.front.api import api
from hamsafar.front.export import own_models
from hamsafar.kit.keys import Purpose
from hamsafar.kit.privacy import privacy_of
from hamsafar.kit.words import LANGUAGES

# Keys of an examination centre that lie in no file: see how-to/run-an-examination-centre.md.
CENTRE_KEYS = [
    (
        "a centre’s key",
        "nowhere in clear; wrapped for each clinician in the schema `centre`",
        "each clinician who was admitted; any two of three shares on paper",
        "opens the folders of a centre’s examinations (X25519)",
        "until it is renewed, which locks every folder anew",
        "Lost with all clinicians’ keys and two shares: folders stay locked for good, who was not told yet is examined "
        "again, requirements already met stay met. Stolen: renew it; copies of the database from before stay readable "
        "to the thief.",
    ),
    (
        "a clinician’s key",
        "schema `centre`, under argon2id of their passphrase",
        "one clinician",
        "unwraps the centre’s key in that clinician’s session (X25519)",
        "until they change the passphrase or leave",
        "Lost: they ask for the key anew, and another who holds it admits them; nothing else is lost. Stolen: end "
        "their holding and renew the centre’s key.",
    ),
]
HEADER = "<!-- Written by `./run docs` from the code: change the code, not this page. -->\n\n"

# What nobody can read from code: who holds a key, and what its loss means. Every purpose must stand here.
KEYS: Mapping[Purpose, tuple[str, str, str, str]] = {
    Purpose.LEDGER_SEAL: (
        "the node",
        "signs the root of each batch of ledger lines",
        "until the operator seals with a new one (`./run ledger seal --new-key`)",
        "Lost: sealing stops until a new key is made; old seals still verify. Stolen: somebody could seal a rewritten "
        "history, which another node's witness, or an older public key file, shows.",
    ),
    Purpose.DOSSIER: (
        "the node",
        "signs the manifest of a frozen dossier",
        "until replaced; the public half is handed out with the dossiers it signed",
        "Lost: no new dossier can be frozen until a new key is made; old ones still verify. Stolen: somebody could "
        "sign a false dossier: publish the date of theft, and trust no manifest made after it.",
    ),
    Purpose.ACCOUNT: (
        "the node",
        "signs this side's account of an incident",
        "until replaced; each account carries the public half, and the envelope that brings it vouches for it",
        "Lost: no account can be sent until a new key is made; old ones still verify. Stolen: somebody could sign a "
        "false account, but not send it: it would come without this node's envelope.",
    ),
    Purpose.ENVELOPE_SIGNING: (
        "the node",
        "signs batches of envelopes to the other node, and receipts for its batches",
        "until rolled over (`./run exchange ceremony roll`); the other node takes the earlier one for 30 days more",
        "Lost: nothing can be sent until new keys pass a ceremony; what was sent stays proven. Stolen: somebody could "
        "write in this node's name: have the other node revoke it at once, by telephone.",
    ),
    Purpose.ENVELOPE_OPENING: (
        "the node",
        "opens the content keys that the other node locks for this one (X25519)",
        "rolled over with the signing key; earlier ones are kept beside it until `./run exchange ceremony forget`",
        "Lost: batches on their way stay locked, and must be asked for again under new keys. Stolen: somebody who also "
        "holds the batches could read them: roll over, and forget the earlier key.",
    ),
    Purpose.ENVELOPE_CONTENT: (
        "the node",
        "locks the content key of each envelope where it lies in the database",
        "as long as the node keeps envelopes",
        "Lost: envelopes kept here can no longer be read; what is proven of them still holds. Stolen: somebody who "
        "also holds a copy of the database could read what was not erased.",
    ),
    Purpose.FILES: (
        "the node",
        "locks the content key of each stored file",
        "until the operator renews it (`./run files renew-key`), which destroys the earlier one",
        "Lost: no stored file opens until a backup gives the key back. Stolen: somebody who also holds the database "
        "and the files could read what was not erased: renew it.",
    ),
    Purpose.FROZEN_COPIES: (
        "the node",
        "locks the content key of each file of a frozen dossier",
        "as long as the node keeps frozen dossiers",
        "Lost: frozen copies kept here no longer open; those handed out still verify. Stolen: somebody who also holds "
        "a copy of the database could read restricted annexes.",
    ),
    Purpose.PERSON_CODES: (
        "the node",
        "turns the codes that people sign in with into what the database holds of them (HMAC-SHA-256)",
        "as long as the node has people; a new one ends every code that was given out",
        "Lost: people need new codes. Stolen: somebody who also holds a copy of the database could find unused codes: "
        "remove it, and give out new ones.",
    ),
    Purpose.SECOND_FACTOR: (
        "the node",
        "locks the secrets of officers' second factors where they lie in the database",
        "as long as the node has officers",
        "Lost: officers add a new second factor. Stolen: somebody who also holds a copy of the database could make "
        "codes: have every officer add a new one.",
    ),
    Purpose.PAPER_SIGNING: (
        "the node; the root key that vouches for it is kept away from the node by two officers",
        "signs papers that people carry",
        "a year, then rolled over; its public half stays on the trust list while its papers hold",
        "Lost: no paper can be issued until the next key is on a published trust list; issued ones still verify. "
        "Stolen: withdraw it at once; the next trust list refuses every paper it signed, and they are issued again.",
    ),
    Purpose.PAPER_STATUS: (
        "the node; vouched for by the root key as above",
        "signs status lists: which papers were revoked",
        "a year, then rolled over",
        "Lost: verifiers warn that the status list is old until a new key is on a published trust list. Stolen: "
        "somebody could call a good paper revoked, or a revoked one good: withdraw it at once.",
    ),
    Purpose.PAPER_RECEIPTS: (
        "the node; vouched for by the root key as above",
        "signs receipts of checks before a trip, and this side's answers to the other side's questions",
        "a year, then rolled over; its public half stays on the trust list",
        "Lost: no check can be answered until a new key is on a published trust list; earlier receipts still verify. "
        "Stolen: somebody could sign a false receipt: withdraw it at once; the node's own records say which are true.",
    ),
    Purpose.CENTRE_CLOCK: (
        "the process of the examination centre",
        "locks what the evening’s release may tell, and which places of the tray are free; it opens no folder",
        "as long as the node has a centre",
        "Lost: who was told that day is released once a physician opens the folder again; what waited in the tray is "
        "sent again. Stolen: somebody who also holds the database learns some hours early who meets the requirement, "
        "and of nobody that they do not.",
    ),
    Purpose.CENTRE_SESSIONS: (
        "the process of the examination centre",
        "signs the sessions of its pages, which no other process of the node can make",
        "until it is removed; a new one ends every session",
        "Lost: the centre’s officers sign in again. Stolen: somebody could sign in as another officer of the centre, "
        "and still unlock no folder: remove it.",
    ),
}


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    writers: Mapping[str, Callable[[], str]] = {
        "floors.md": floors,
        "permissions.md": permissions,
        "states.md": states,
        "figures.md": figures,
        "keys.md": keys,
        "glossary.md": glossary,
    }
    with translation.override("en"):
        return {name: HEADER + writer() for name, writer in writers.items()} | {"openapi.json": openapi()}


def outdated(folder: Path) -> list[str]:
    """The names of pages in `folder` that are not what the code says now."""
    return [
        name
        for name, text in sorted(pages().items())
        if not (folder / name).exists() or (folder / name).read_text() != text
    ]


def write(folder: Path) -> list[str]:
    """Bring the pages in `folder` up to date; the names of those that changed."""
    changed = outdated(folder)
    for name in changed:
        (folder / name).write_text(pages()[name])
    return changed


def floors() -> str:
    """Which app stands on which floor, and what it holds."""
    contracts = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = contracts[0]["layers"]
    rows = []
    for number, layer in zip(range(len(layers) - 1, -1, -1), layers, strict=True):
        for name in re.findall(r"[a-z]+", layer):
            if find_spec(f"hamsafar.{name}"):
                rows.append((number, f"`{name}`", _first_line(import_module(f"hamsafar.{name}")), _nouns(name)))
    rooms = " → ".join(room.replace("(", "`").replace(")", "`") for room in contracts[1]["layers"])
    return (
        "# Floors\n\nAn app imports only what stands below it (`./run check` proves it).\n\n"
        + table(("floor", "app", "holds", "nouns"), rows)
        + f"\n## Rooms\n\nInside an app, each room imports only what stands to its right:\n\n{rooms}\n"
    )


def permissions() -> str:
    """Which role may do what."""
    rows = [
        (f"`{permission.value}`", permission.label, *("yes" if permission in ROLES[role] else "" for role in Role))
        for permission in Permission
    ]
    levels = table(("clearance", "word"), [(level.value, level.label) for level in Clearance])
    return (
        "# Permissions\n\nOne list, and one table that gives them to roles (`hamsafar/accounts/enums.py`).\n\n"
        + table(("permission", "allows", *(role.label for role in Role)), rows)
        + "\n## Clearance\n\nGiven by two officers, and by no role.\n\n"
        + levels
    )


def states() -> str:
    """Every machine: how its states can change and, where a state is stored, whose turn it is."""
    parts = ["# States\n\nPrinted from the tables of moves in each app's `enums.py`.\n"]
    for name, enum, moves, pen in machines():
        parts.append(f"\n## {name}\n\n{_first_line(enum)}\n\n```mermaid\nstateDiagram-v2")
        parts += [f"    {one.name} --> {other.name}" for one in enum for other in enum if other in moves[one]]
        rows = [
            (f"`{one.value}`", one.label, pen[one].label if pen else "derived from facts and dates") for one in enum
        ]
        parts.append("```\n\n" + table(("state", "word", "whose turn"), rows))
    return "\n".join(parts)


def figures() -> str:
    """Every series and every computed figure of the pack, by definition and without its numbers."""
    known = read_figures(settings.PACK)
    held = Counter(fact.series for fact in known.facts.values())
    series = [
        (f"`{key}`", each.name.en, each.kind, each.unit, each.measures or each.part_of, held[key])
        for key, each in sorted(known.series.items())
    ]
    computed = [
        (f"`{each.key}`", each.words.en, each.formula, " ".join(f"`{key}`" for key in each.inputs))
        for each in known.derived
    ]
    return (
        "# Figures\n\nOne definition each, in the corridor pack; numbers and sources are in the pack itself.\n\n"
        "## Series\n\n"
        + table(("series", "counts", "kind", "unit", "measures or is part of", "facts"), series)
        + "\n## Computed\n\nThe formulas are explained in [pack.md](pack.md).\n\n"
        + table(("figure", "says", "formula", "inputs"), computed)
    )


def machines() -> Iterable[tuple[str, Any, Mapping[Any, Any], Mapping[Any, Any] | None]]:
    """Each `…State` of our apps with its table of moves and, if there is one, of turns."""
    for app in sorted(_own_apps()):
        if find_spec(f"hamsafar.{app}.enums"):
            module = import_module(f"hamsafar.{app}.enums")
            tables = [each for each in vars(module).values() if isinstance(each, dict) and each]
            for name, enum in vars(module).items():
                if name.endswith("State") and isinstance(enum, type) and issubclass(enum, models.TextChoices):
                    about = [each for each in tables if set(each) == set(enum.values)]
                    moves = next(each for each in about if isinstance(next(iter(each.values())), (set, frozenset)))
                    pen = next((each for each in about if type(next(iter(each.values()))).__name__ == "Pen"), None)
                    yield f"{app}: {name}", enum, moves, pen


def _folder(purpose: Purpose) -> str:
    return "centre/keys" if purpose in (Purpose.CENTRE_CLOCK, Purpose.CENTRE_SESSIONS) else "keys"


def keys() -> str:
    """Every private key: one use each."""
    rows = [(f"`{purpose.value}`", f"`{_folder(purpose)}/{purpose.value}.key`", *KEYS[purpose]) for purpose in Purpose]
    rows += CENTRE_KEYS
    return (
        "# Keys\n\nPrivate keys lie in `keys/` in the node's folder, made on first use, readable by their owner alone; "
        "`./run backup` carries them. No key has two uses. Ed25519 where a key signs, X25519 where it opens, "
        "XChaCha20-Poly1305 where it locks what lies in the database; the id of a key that signs or opens is the first "
        "8 bytes of the SHA-256 of its public half.\n\n"
        + table(("key", "place", "holder", "use", "life", "what its loss means"), rows)
    )


def glossary() -> str:
    """The nouns of the code, and the words of the corridor in three languages."""
    nouns = [
        (f"`{model.__name__}`", model._meta.app_label, _first_line(model), _personal(model)) for model in own_models()
    ]
    words = [
        (code.list, f"`{code.key}`", *(code.label[language] for language in LANGUAGES))
        for code in Pack(settings.PACK).codes
    ]
    return (
        "# Glossary\n\n## Nouns\n\n"
        + table(("noun", "app", "is", "personal fields"), nouns)
        + "\n## Words of the corridor\n\n"
        + table(("list", "key", "English", "Russian", "Tajik"), words)
    )


def openapi() -> str:
    """The API as OpenAPI 3.1."""
    schema = api.get_openapi_schema(path_prefix="/api/")
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def table(heads: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def _own_apps() -> list[str]:
    return [config.label for config in apps.get_app_configs() if config.name.startswith("hamsafar.")]


def _nouns(app: str) -> str:
    return ", ".join(f"`{model.__name__}`" for model in own_models() if model._meta.app_label == app)


def _personal(model: type[models.Model]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(privacy_of(model).personal))


def _first_line(thing: Any) -> str:
    return (thing.__doc__ or "").strip().split("\n")[0]
