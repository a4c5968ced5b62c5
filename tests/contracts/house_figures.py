"""The figures of the house: how the source is cut and named, read from its syntax trees; `make house` prints them.

They are a compass and no fence: nothing fails for them. What may not be broken is a contract on imports.
"""

from __future__ import annotations

import argparse
import ast
import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from io import StringIO
from pathlib import Path
from tokenize import COMMENT, DEDENT, ENDMARKER, INDENT, NEWLINE, NL, generate_tokens

ROOT = Path(__file__).parents[2]
LAST = Path(__file__).with_suffix(".json")
#: The packages that are measured: the name of the column, the folder and the name by which it is imported.
PACKAGES = {"source": (ROOT / "src" / "ebbtide", "ebbtide"), "benchmarks": (ROOT / "benchmarks", "benchmarks")}
#: Rooms in which one idea may stand under one name: what is computed, shown, asked.
FACES = frozenset({"cli", "web", "service", "presentation", "report", "charts", "demo"})
#: Bare participles and pronouns, which name nothing.
PLACEHOLDERS = frozenset(
    {"asked", "chosen", "drawn", "found", "given", "held", "kept", "known", "made", "named", "one", "own"}
    | {"picked", "rest", "said", "seen", "shown", "taken", "there", "told", "wanted"}
)
#: Functions and modules longer than this are counted; a module this short needs no docstring and no name of its own.
LONG_FUNCTION, LONG_MODULE, SHORT_MODULE = 60, 400, 3
#: A private function of so many lines that is used once belongs in its caller.
SHORT_FUNCTION = 5
MANY_PARAMETERS = 7
LAYOUT = frozenset({NL, NEWLINE, INDENT, DEDENT, ENDMARKER})

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file of Python: its place in the package and what its syntax tree shows."""

    place: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All nodes of the tree."""
        return list(ast.walk(self.tree))

    @cached_property
    def functions(self) -> list[Function]:
        """All functions, also those inside others."""
        return [node for node in self.nodes if isinstance(node, Function)]

    @property
    def lines(self) -> int:
        """How long it is."""
        return self.text.count("\n")

    @property
    def room(self) -> str:
        """The first folder, or "." for a module that stands in none."""
        return self.place.parts[0] if len(self.place.parts) > 1 else "."

    @property
    def has_name(self) -> bool:
        """Whether a reader looks for it by its name."""
        return self.place.stem != "__init__" and self.lines > SHORT_MODULE

    @cached_property
    def uses(self) -> Counter[str]:
        """How often each name is read."""
        loads = (node.id for node in self.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
        return Counter(loads) + Counter(node.attr for node in self.nodes if isinstance(node, ast.Attribute))

    def bound_names(self) -> Iterator[str]:
        """Every name that a value or a parameter gets, once for each time."""
        for node in self.nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id
            elif isinstance(node, ast.arg):
                yield node.arg

    def imports(self, package: str) -> Iterator[tuple[str, str]]:
        """(module, name) of everything that is taken by `from ... import`, with relative imports resolved."""
        folder = [package, *self.place.parent.parts]
        for node in self.nodes:
            if isinstance(node, ast.ImportFrom):
                base = folder[: len(folder) - node.level + 1] if node.level else []
                module = ".".join([*base, *([node.module] if node.module else [])])
                yield from ((module, alias.name) for alias in node.names)

    def line_counts(self) -> tuple[int, int]:
        """Lines that hold code, and comments."""
        code, comments = set[int](), 0
        for token in generate_tokens(StringIO(self.text).readline):
            if token.type == COMMENT:
                comments += 1
            elif token.type not in LAYOUT:
                code.update(range(token.start[0], token.end[0] + 1))
        return len(code), comments


def length(function: Function) -> int:
    """Lines of a function from its `def` to its end."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def parameters(function: Function) -> list[ast.arg]:
    """What a caller hands over."""
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return [argument for argument in arguments if argument.arg not in ("self", "cls")]


def is_private(name: str) -> bool:
    """Whether a name is for its own module only."""
    return name.startswith("_") and not name.startswith("__")


def returns_bare_tuple(function: Function) -> bool:
    """Whether a function gives several values that no type names."""
    annotation = "" if function.returns is None else ast.unparse(function.returns).lower()
    return annotation.startswith("tuple[") and "..." not in annotation


def public(node: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    """The public functions and classes, and the public methods of these."""
    for item in node.body:
        if isinstance(item, Function | ast.ClassDef) and not item.name.startswith("_"):
            yield item
            if isinstance(item, ast.ClassDef):
                yield from public(item)


@dataclass(frozen=True)
class Package:
    """A package: its modules, and its folder to tell rooms from single modules."""

    name: str
    modules: tuple[Module, ...]
    rooms: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def read(cls, folder: Path, name: str) -> Package:
        """All Python files below `folder`."""
        paths = sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)
        modules = tuple(Module(path.relative_to(folder), path.read_text("utf-8")) for path in paths)
        return cls(name, modules, frozenset(path.name for path in folder.iterdir() if path.is_dir()))

    @cached_property
    def functions(self) -> list[Function]:
        """All functions of all modules."""
        return [function for module in self.modules for function in module.functions]

    def stems(self) -> dict[Path, list[str]]:
        """The names of the files of each folder."""
        stems: dict[Path, list[str]] = defaultdict(list)
        for module in self.modules:
            if module.has_name:
                stems[module.place.parent].append(module.place.stem.lstrip("_"))
        return stems

    def repeated(self, modules: Iterable[Module]) -> int:
        """How many names of files stand in two folders or more."""
        return sum(count > 1 for count in Counter(item.place.stem for item in modules if item.has_name).values())

    def foreign_imports(self) -> dict[str, set[tuple[str, str]]]:
        """For each room, the (module, name) that other rooms take from it."""
        taken: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for module in self.modules:
            for source, name in module.imports(self.name):
                if source == self.name or source.startswith(f"{self.name}."):
                    room = [*source.split(".")[1:], name][0]
                    if room != module.room and room in self.rooms:
                        taken[room].add((source, name))
        return taken


def share(part: float, whole: float) -> str:
    """A share with three decimals."""
    return f"{part / max(1, whole):.3f}"


def tree_figures(package: Package) -> dict[str, str]:
    """How the files stand in their folders."""
    stems = package.stems()
    folder, names = max(stems.items(), key=lambda item: len(item[1]))
    by_prefix = sum(
        any(other != stem and other.split("_")[0] == stem.split("_")[0] for other in group)
        for group in stems.values()
        for stem in group
    )
    inner = [module for module in package.modules if module.room not in FACES]
    return {
        "modules": str(len(package.modules)),
        "lines": str(sum(module.lines for module in package.modules)),
        "fullest folder": f"{len(names)} ({folder.as_posix()})",
        "depth of the tree": str(max(len(module.place.parts) - 1 for module in package.modules)),
        "files named by a neighbour's prefix": share(by_prefix, sum(map(len, stems.values()))),
        "file names in two folders or more": str(package.repeated(package.modules)),
        "the same, faces left out": str(package.repeated(inner)),
        "modules over 400 lines": str(sum(module.lines > LONG_MODULE for module in package.modules)),
    }


def function_figures(package: Package) -> dict[str, str]:
    """How the functions are cut."""
    sizes = sorted(map(length, package.functions))
    private = [function for function in package.functions if is_private(function.name)]
    once = sum(
        module.uses[function.name] == 1 and length(function) <= SHORT_FUNCTION
        for module in package.modules
        for function in module.functions
        if is_private(function.name)
    )
    median, upper = statistics.median(sizes), sizes[round(0.9 * (len(sizes) - 1))]
    return {
        "function: median, 90 %, longest": f"{median:g}, {upper}, {sizes[-1]}",
        "functions over 60 lines": str(sum(size > LONG_FUNCTION for size in sizes)),
        "functions with 7 parameters or more": str(
            sum(len(parameters(function)) >= MANY_PARAMETERS for function in package.functions)
        ),
        "private functions": share(len(private), len(sizes)),
        "private, used once, at most 5 lines": share(once, len(sizes)),
        "returns a bare tuple": share(sum(map(returns_bare_tuple, package.functions)), len(sizes)),
    }


def name_figures(package: Package) -> dict[str, str]:
    """How things are named, documented and typed."""
    names = Counter(name for module in package.modules for name in module.bound_names())
    named = sum(count for name, count in names.items() if name not in ("self", "cls", "_"))
    items = [item for module in package.modules for item in public(module.tree)]
    documented = sum(ast.get_docstring(item) is not None for item in items)
    stated = sum(bool(ast.get_docstring(item.tree)) or item.lines <= SHORT_MODULE for item in package.modules)
    arguments = [argument for function in package.functions for argument in parameters(function)]
    typed = sum(argument.annotation is not None for argument in arguments)
    typed += sum(function.returns is not None for function in package.functions)
    code, comments = map(sum, zip(*(module.line_counts() for module in package.modules), strict=True))
    return {
        "placeholder names": share(sum(names[name] for name in PLACEHOLDERS), named),
        "modules with a docstring": share(stated, len(package.modules)),
        "public things with a docstring": share(documented, len(items)),
        "typed": share(typed, len(arguments) + len(package.functions)),
        "comment lines a code line": share(comments, code),
    }


def built_keys(package: Package) -> int:
    """Calls of `say` and `Finding` whose key is put together: a search for the sentence finds no caller."""
    calls = (node for module in package.modules for node in module.nodes if isinstance(node, ast.Call) and node.args)
    return sum(
        isinstance(call.func, ast.Name)
        and call.func.id in ("say", "Finding")
        and isinstance(call.args[0], ast.JoinedStr)
        for call in calls
    )


def import_figures(package: Package) -> dict[str, str]:
    """How the rooms know each other."""
    foreign = package.foreign_imports().values()
    private = sum(
        is_private(name)
        for module in package.modules
        for source, name in module.imports(package.name)
        if source != "__future__"
    )
    return {
        "private names imported": str(private),
        "modules of a room that others import, most": str(
            max((len({source for source, _ in pairs}) for pairs in foreign), default=0)
        ),
        "names that others take from a room, most": str(max(map(len, foreign), default=0)),
        "keys of sentences that are put together": str(built_keys(package)),
    }


def figures(package: Package) -> dict[str, str]:
    """Every figure of `package`, by its name."""
    return tree_figures(package) | function_figures(package) | name_figures(package) | import_figures(package)


def measured() -> dict[str, dict[str, str]]:
    """The figures of every package of this repository."""
    return {column: figures(Package.read(folder, name)) for column, (folder, name) in PACKAGES.items()}


def table(now: dict[str, dict[str, str]], last: dict[str, dict[str, str]]) -> str:
    """The figures of each package, and behind an arrow what they were where they moved."""
    width = max(len(name) for column in now.values() for name in column)
    lines = [f"{'':{width}}  " + "  ".join(f"{column:<34}" for column in now)]
    for name in next(iter(now.values())):
        cells = []
        for column, values in now.items():
            before = last.get(column, {}).get(name, values[name])
            cells.append(values[name] if before == values[name] else f"{values[name]} (was {before})")
        lines.append(f"{name:{width}}  " + "  ".join(f"{cell:<34}" for cell in cells))
    return "\n".join(line.rstrip() for line in lines)


def main() -> None:
    """Print the figures beside the last ones; keep them where that is asked for."""
    parser = argparse.ArgumentParser(description="Print the figures of the house beside the last ones.")
    parser.add_argument("--keep", action="store_true", help="keep today's figures as the last ones")
    keep = parser.parse_args().keep
    now = measured()
    print(table(now, json.loads(LAST.read_text("utf-8")) if LAST.exists() else {}))
    if keep:
        LAST.write_text(json.dumps(now, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
