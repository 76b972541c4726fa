"""The rules of the house, read from source by `ast`. Each gives its findings as `FILE:LINE: sentence`.

Every rule takes the folder that holds `hamsafar/`, so that a test can point it at a tree with a deliberate mistake.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

DOORS = {"pages", "api", "jobs", "handlers"}
WRITERS = {
    *("save", "delete", "create", "get_or_create", "update_or_create"),
    *("bulk_create", "bulk_update", "asave", "adelete", "acreate", "aupdate"),
}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
MODEL_BASES = {"Model", "AbstractBaseUser"}


def modules(root: Path, room: str = "") -> Iterator[tuple[Path, ast.Module]]:
    """Every module of ours below `root`, or those of one room: `room.py` or any module in a folder `room/`."""
    for file in sorted((root / "hamsafar").rglob("*.py")):
        inside = file.relative_to(root / "hamsafar").parts
        is_of_room = not room or room in inside[1:-1] or inside[-1] == f"{room}.py"
        if "migrations" not in inside and is_of_room:
            yield file.relative_to(root), ast.parse(file.read_text(), str(file))


def imports_inside_functions(root: Path) -> list[str]:
    return [
        f"{file}:{found.lineno}: an import inside the function {function.name} hides a wrong floor"
        for file, tree in modules(root)
        for function in ast.walk(tree)
        if isinstance(function, FUNCTIONS)
        for found in ast.walk(function)
        if isinstance(found, (ast.Import, ast.ImportFrom))
    ]


def actions_without_by_and_at(root: Path) -> list[str]:
    """Actions take `by` and `at`, and everything but the thing they are about by name."""
    found = []
    for file, tree in modules(root, "actions"):
        for function in tree.body:
            if not isinstance(function, FUNCTIONS) or function.name.startswith("_") or not _writes(function):
                continue
            by_name = {each.arg for each in function.args.kwonlyargs}
            if not {"by", "at"} <= by_name:
                found.append(f"{file}:{function.lineno}: {function.name} does not take by= and at= by name")
    return found


def _writes(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it is a verb at all: a reader that stands among the actions takes no actor."""
    decorators = {ast.unparse(each) for each in function.decorator_list}
    return "transaction.atomic" in decorators or bool(_calls(function) & (WRITERS | {"record", "queue"}))


def _calls(function: ast.AST) -> set[str]:
    """The last words of everything that is called inside."""
    return {_last_name(each.func) for each in ast.walk(function) if isinstance(each, ast.Call)}


def doors_that_write(root: Path) -> list[str]:
    return [
        f"{file}:{call.lineno}: a door writes by .{call.func.attr}(); call an action"
        for room in sorted(DOORS)
        for file, tree in modules(root, room)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and _is_write(call.func)
    ]


def _is_write(called: ast.Attribute) -> bool:
    if called.attr == "update":  # of a queryset; dicts, sets and digests have one as well
        return "objects" in ast.unparse(called.value) or ".filter(" in ast.unparse(called.value)
    return called.attr in WRITERS


def gets_that_act(root: Path) -> list[str]:
    """Pages that call an action outside a branch which only a POST reaches. A look may leave its line."""
    found, looks = [], _looks(root)
    for file, tree in modules(root, "pages"):
        actions = {each for each in _imported_actions(tree) if each.split(".")[-1] not in looks}
        for function in tree.body:
            if isinstance(function, FUNCTIONS) and not _only_post(function):
                guarded = _inside_post_branches(function)
                found += [
                    f"{file}:{call.lineno}: {function.name} calls {ast.unparse(call.func)} on a GET"
                    for call in ast.walk(function)
                    if isinstance(call, ast.Call) and _is_act(call, actions) and call not in guarded
                ]
    return found


def _looks(root: Path) -> set[str]:
    """The actions that write nothing but a line of the ledger: somebody opened something."""
    return {
        function.name
        for _, tree in modules(root, "actions")
        for function in tree.body
        if isinstance(function, FUNCTIONS) and _calls(function) & {"record"} and not _calls(function) & WRITERS
    }


def _is_act(call: ast.Call, actions: set[str]) -> bool:
    """Whether an action is called: by somebody, or at a moment. What only reads takes neither."""
    return ast.unparse(call.func) in actions and bool({"by", "at"} & {each.arg for each in call.keywords})


def _imported_actions(tree: ast.Module) -> set[str]:
    """How this module calls actions: `freeze`, and `actions.freeze` for each name used of an imported module."""
    names, rooms = set(), set()
    for found in ast.walk(tree):
        if isinstance(found, ast.ImportFrom) and found.module:
            for alias in found.names:
                if found.module.endswith(".actions"):
                    names.add(alias.asname or alias.name)
                elif alias.name == "actions":
                    rooms.add(alias.asname or alias.name)
    used = {ast.unparse(each) for each in ast.walk(tree) if isinstance(each, ast.Attribute)}
    return {name for name in names if not name[0].isupper()} | {
        each for each in used if each.split(".")[0] in rooms and not each.split(".")[-1][0].isupper()
    }


def _only_post(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    decorators = " ".join(ast.unparse(each) for each in function.decorator_list)
    return "require_POST" in decorators or "require_http_methods(['POST'])" in decorators


def _inside_post_branches(function: ast.AST) -> set[ast.AST]:
    guarded: set[ast.AST] = set()
    for branch in ast.walk(function):
        if isinstance(branch, ast.If) and any(sign in ast.unparse(branch.test) for sign in ("POST", "is_valid")):
            guarded |= {each for statement in branch.body for each in ast.walk(statement)}
    return guarded


def states_outside_their_tables(root: Path) -> list[str]:
    """Every member of every `…State` is a key of a MOVES table, and of a PEN table where a model stores the state.

    A state that is derived from facts and dates is nobody's turn: nothing is written to change it.
    """
    found = []
    stored = {name for _, tree in modules(root, "models") for name in _choices(tree)}
    for file, tree in modules(root, "enums"):
        for state in (each for each in tree.body if isinstance(each, ast.ClassDef) and each.name.endswith("State")):
            members = {name: line for line, name in _members(state)}
            for table in ("MOVES", "PEN") if state.name in stored else ("MOVES",):
                listed = _keys_of_tables(tree, table, state.name)
                found += [
                    f"{file}:{line}: {state.name}.{name} stands in no table of {table}"
                    for name, line in members.items()
                    if name not in listed
                ]
    return found


def _choices(tree: ast.Module) -> set[str]:
    """The names X of every `X.choices`."""
    return {
        _last_name(each.value) for each in ast.walk(tree) if isinstance(each, ast.Attribute) and each.attr == "choices"
    }


def _members(state: ast.ClassDef) -> Iterator[tuple[int, str]]:
    for each in state.body:
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name) and each.targets[0].id.isupper():
            yield each.lineno, each.targets[0].id


def _keys_of_tables(tree: ast.Module, table: str, state: str) -> set[str]:
    keys = set()
    for each in tree.body:
        target = (
            each.target
            if isinstance(each, ast.AnnAssign)
            else each.targets[0]
            if isinstance(each, ast.Assign)
            else None
        )
        if isinstance(target, ast.Name) and target.id.endswith(table) and isinstance(each.value, ast.Dict):
            for key in each.value.keys:
                if isinstance(key, ast.Attribute) and ast.unparse(key.value) == state:
                    keys.add(key.attr)
    return keys


def models_without_privacy(root: Path) -> list[str]:
    return [
        f"{file}:{model.lineno}: {model.name} does not say what is personal and for how long"
        for file, tree in modules(root, "models")
        for model in tree.body
        if isinstance(model, ast.ClassDef)
        and any(_last_name(base) in MODEL_BASES for base in model.bases)
        and not any(isinstance(each, ast.ClassDef) and each.name == "Privacy" for each in model.body)
    ]


def overridden_saves(root: Path) -> list[str]:
    return [
        f"{file}:{method.lineno}: {owner.name}.{method.name}() hides a verb; make it an action"
        for file, tree in modules(root, "models")
        for owner in ast.walk(tree)
        if isinstance(owner, ast.ClassDef)
        for method in owner.body
        if isinstance(method, FUNCTIONS) and method.name in {"save", "delete"}
    ]


def signals(root: Path) -> list[str]:
    sources = {"django.db.models.signals", "django.dispatch", "django.core.signals", "django.db.backends.signals"}
    return [
        f"{file}:{found.lineno}: a signal acts where nobody reads; call the action"
        for file, tree in modules(root)
        for found in ast.walk(tree)
        if (isinstance(found, ast.ImportFrom) and found.module in sources)
        or (isinstance(found, ast.Import) and any(alias.name in sources for alias in found.names))
    ]


def days_of_greenwich(root: Path) -> list[str]:
    """A moment is kept in UTC, where `.date()` is still yesterday while the office's day has begun."""
    return [
        f"{file}:{found.lineno}: {ast.unparse(found)} is a day of UTC; say localdate(…)"
        for file, tree in modules(root)
        for found in ast.walk(tree)
        if isinstance(found, ast.Call) and isinstance(found.func, ast.Attribute) and found.func.attr == "date"
        if ast.unparse(found.func.value).split(".")[-1].endswith(("_at", "now()"))
        or ast.unparse(found.func.value) in {"at", "as_of"}
    ]


def drawers(root: Path) -> list[str]:
    """Modules named for nothing in particular."""
    names = {"utils", "util", "helpers", "common", "misc", "core"}
    return [
        f"{file}:1: a drawer for anything; name it for what it holds" for file, _ in modules(root) if file.stem in names
    ]


def import_circles(root: Path) -> list[str]:
    """Modules that reach themselves through imports."""
    known = {_dotted(file): tree for file, tree in modules(root)}
    graph = {name: _imports_of(name, tree, set(known)) for name, tree in known.items()}
    return [
        f"{name}: is part of an import circle with {', '.join(sorted(knot - {name}))}" for name, knot in _knots(graph)
    ]


def _dotted(file: Path) -> str:
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports_of(name: str, tree: ast.Module, known: set[str]) -> set[str]:
    named: set[str] = set()
    for found in ast.walk(tree):
        if isinstance(found, ast.Import):
            named |= {alias.name for alias in found.names}
        elif isinstance(found, ast.ImportFrom) and found.module and not found.level:
            children = {f"{found.module}.{alias.name}" for alias in found.names}
            named |= children if children & known else {found.module}
    return (named & known) - {name}


def _knots(graph: dict[str, set[str]]) -> Iterator[tuple[str, set[str]]]:
    """Each module that reaches itself, with all that lie on a way there and back."""
    reached = {name: _reach(graph, name) for name in graph}
    for name in sorted(graph):
        if name in reached[name]:
            yield name, {other for other in reached[name] if name in reached[other]}


def _reach(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += graph[here]
    return seen


def _last_name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
