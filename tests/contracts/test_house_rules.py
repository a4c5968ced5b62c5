"""The house style, measured: sizes, docstrings, types, sentences in one place, nothing unfinished, no local paths."""

from __future__ import annotations

import ast
import os
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "ebbtide"
MODULES = sorted(SOURCE.rglob("*.py"))
NOT_OURS = {".venv", ".git", "build", "dist", "__pycache__", ".bench", ".hypothesis", ".pytest_cache", ".mypy_cache"}

LONGEST_FUNCTION = 60
LONG_FUNCTION = 25
SHARE_SHORT = 0.90
MEDIAN_FUNCTION = 8
LONGEST_MODULE = 400
SHARE_DOCUMENTED = 0.90

#: Calls that put words before a person; their words come from the room `wording`.
SPEAKING = {"print", "echo", "secho", "confirm", "prompt", "ask", "UsageError", "BadParameter", "ClickException"}
SPEAKING_KEYWORDS = {"help", "epilog", "short_help", "prompt"}
#: Addresses that name a format and are never fetched.
NAMESPACES = ("http://www.w3.org/", "https://www.w3.org/")
# Written in pieces, so that this file does not find itself.
MACHINE = re.compile(
    "|".join(
        [
            "/wor" + "k/",
            "/roo" + "t/",
            "/far" + "m/",
            "/opt/py" + "pi",
            r"(?<!\w)/home/[a-z]",
            "/Use" + "rs/[A-Za-z]",
            "index" + "-url",
            '"resol' + 'ved": "http',
            "pypi" + "\\.org/simple",
            '^ *(url|registry) *= *"?https?:' + "//",
        ]
    ),
    re.MULTILINE,
)
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def functions(node: ast.AST) -> Iterator[Function]:
    return (item for item in ast.walk(node) if isinstance(item, Function))


def length(function: Function) -> int:
    """Lines of a function from its `def` to its end, without its docstring."""
    total = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        total -= (first.end_lineno or first.lineno) - first.lineno + 1
    return total


def all_functions() -> list[tuple[str, Function]]:
    return [(f"{path.relative_to(SOURCE)}:{item.name}", item) for path in MODULES for item in functions(tree(path))]


def test_no_function_is_long() -> None:
    assert [name for name, item in all_functions() if length(item) > LONGEST_FUNCTION] == []


def test_nearly_all_functions_are_short() -> None:
    sizes = [length(item) for _, item in all_functions()]
    short = sum(size < LONG_FUNCTION for size in sizes) / len(sizes)
    assert short >= SHARE_SHORT, f"{short:.1%} of {len(sizes)} functions are under {LONG_FUNCTION} lines"
    assert statistics.median(sizes) <= MEDIAN_FUNCTION


def test_modules_are_of_a_size_to_find_ones_way_in() -> None:
    sizes = {str(path.relative_to(SOURCE)): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert {name: size for name, size in sizes.items() if size > LONGEST_MODULE} == {}


def test_every_module_says_what_it_is() -> None:
    assert [str(path.relative_to(SOURCE)) for path in MODULES if not ast.get_docstring(tree(path))] == []


def test_every_function_says_what_it_returns() -> None:
    assert [name for name, item in all_functions() if item.returns is None] == []


def public(node: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    for item in node.body:
        if isinstance(item, Function | ast.ClassDef) and not item.name.startswith("_"):
            yield item
            if isinstance(item, ast.ClassDef):
                yield from public(item)


def test_public_things_are_documented() -> None:
    items = [(path.name, item) for path in MODULES for item in public(tree(path))]
    bare = [f"{name}:{item.name}" for name, item in items if not ast.get_docstring(item)]
    assert len(bare) <= (1 - SHARE_DOCUMENTED) * len(items), bare


def is_sentence(node: ast.expr) -> bool:
    """Whether a literal reads like words for a person: two blanks between letters, or an f-string with one."""
    if isinstance(node, ast.JoinedStr):
        literals = [str(part.value) for part in node.values if isinstance(part, ast.Constant)]
        return any(re.search(r"\w\W* +\W*\w", literal) for literal in literals)
    value = node.value if isinstance(node, ast.Constant) else None
    return isinstance(value, str) and len(re.findall(r"\w[,.;:]? +\w", value)) >= 2


def spoken(module: ast.Module) -> Iterator[int]:
    """Lines where a literal sentence is handed to something that speaks to the user."""
    for call in (node for node in ast.walk(module) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        handed = [item.value for item in call.keywords if item.arg in SPEAKING_KEYWORDS]
        handed += call.args if name in SPEAKING else []
        yield from (item.lineno for item in handed if is_sentence(item))


def test_sentences_for_people_live_in_the_room_wording() -> None:
    found = [f"{path.relative_to(SOURCE)}:{line}" for path in MODULES for line in spoken(tree(path))]
    assert found == []


def test_the_sentence_check_sees_a_sentence() -> None:
    bad = 'click.echo("Nothing was found here")\nprint(f"{n} of them were read")\noption("-x", help="What it is for")\n'
    assert list(spoken(ast.parse(bad))) == [1, 2, 3]
    assert list(spoken(ast.parse('click.echo(say("cli.look.done", path=path))\nfoo("just some plain text")'))) == []


def called(module: ast.Module) -> set[str]:
    calls = (node.func for node in ast.walk(module) if isinstance(node, ast.Call))
    return {func.id for func in calls if isinstance(func, ast.Name)}


def test_only_the_command_line_prints() -> None:
    elsewhere = [path for path in MODULES if path.parent.name != "cli"]
    assert [path.name for path in elsewhere if "print" in called(tree(path))] == []


def test_nothing_is_unfinished() -> None:
    found = [(path.name, hit.group()) for path in MODULES for hit in UNFINISHED.finditer(path.read_text("utf-8"))]
    assert found == []


def addresses(text: str) -> list[str]:
    return [hit for hit in re.findall(r"https?://[^\s\"'<>)]+", text) if not hit.startswith(NAMESPACES)]


@pytest.mark.parametrize("ending", [".py", ".css", ".js", ".html", ".j2", ".svg"])
def test_no_address_is_built_in(ending: str) -> None:
    found = {str(path.relative_to(SOURCE)): addresses(path.read_text("utf-8")) for path in SOURCE.rglob(f"*{ending}")}
    assert {name: hits for name, hits in found.items() if hits} == {}


def our_files() -> list[Path]:
    """The files of the repository; in a copy without git, all files but made ones."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]
    return [path for path in ROOT.rglob("*") if path.is_file() and not NOT_OURS & set(path.relative_to(ROOT).parts)]


def test_no_file_holds_a_path_of_a_machine_or_the_address_of_a_registry() -> None:
    found = {}
    for path in our_files():
        if hit := MACHINE.search(path.read_bytes().decode("utf-8", "replace")):
            found[str(path.relative_to(ROOT))] = hit.group()
    assert found == {}


def test_the_machine_check_sees_a_machine() -> None:
    assert MACHINE.search("look in /ho" + "me/sam/chat.txt")
    assert MACHINE.search("--extra-index" + "-url x")
    assert not MACHINE.search("a network, a root, homework/chat")


def tool(*command: str) -> str:
    """What a tool of the house says about this checkout; empty when it is content."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_ruff_is_content() -> None:
    assert tool("ruff", "check", "--quiet", ".") == ""


@pytest.mark.slow
def test_the_strict_type_checker_is_content() -> None:
    assert tool("mypy", "--no-error-summary") == ""


def test_the_script_of_continuous_integration_stops_without_the_shared_data(tmp_path: Path) -> None:
    environment = {**os.environ, "CI": "true", "EBBTIDE_CORPUS": str(tmp_path / "none")}
    script = ROOT / ".ci" / "run"
    done = subprocess.run([str(script)], env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "shared data are missing" in done.stderr
