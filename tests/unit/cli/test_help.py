"""The help answers at once, shows one real example a command, and the documents name every option."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from ebbtide.cli import main
from ebbtide.cli.root import commands
from ebbtide.wording import names

ROOT = Path(__file__).parents[3]
ALL = [name for section in commands().values() for name in section]
MANUALS = ("how-to.md", "how-to-vault.md", "how-to-signs.md", "how-to-words.md")
#: What a person takes for "at once": docs/method/changes.md#sections.
AT_ONCE_S = 0.3
TRIES = 5
CODE = "from ebbtide.cli import main; main({arguments!r}, prog_name='ebbtide')"


def command(name: str) -> click.Command:
    found = main.get_command(click.Context(main), name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", ALL)
def test_help_shows_one_real_example(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0
    assert re.search(rf"Example:\n +ebbtide {name}\b", result.output)


@pytest.mark.parametrize("name", ALL)
def test_the_example_of_the_help_is_understood(name: str) -> None:
    example = re.search(r"ebbtide (.+)", CliRunner().invoke(main, [name, "--help"]).output.split("Example:")[1])
    assert example is not None
    arguments = re.findall(r'"([^"]+)"|(\S+)', example[1])[1:]
    command(name).make_context(name, [quoted or bare for quoted, bare in arguments], resilient_parsing=False)


@pytest.mark.parametrize("name", ALL)
def test_every_option_is_in_the_documents(name: str) -> None:
    text = "\n".join((ROOT / "docs" / manual).read_text("utf-8") for manual in MANUALS)
    flags = [flag for item in command(name).params if isinstance(item, click.Option) for flag in item.opts]
    assert f"`ebbtide {name}" in text or f"    ebbtide {name}" in text
    assert [flag for flag in flags if f"`{flag}" not in text] == []


def test_exit_codes_are_in_the_help_and_in_the_documents() -> None:
    shown = set(re.findall(r"^ {4}(\d+) {2}", CliRunner().invoke(main, ["--help"]).output, re.MULTILINE))
    text = (ROOT / "docs" / "how-to.md").read_text("utf-8")
    assert shown == {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "130"}
    assert set(re.findall(r"^\| (\d+) \|", text, re.MULTILINE)) == shown


def python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_help_loads_nothing_heavy() -> None:
    show = "print([name for name in ('polars', 'numpy', 'rich', 'jinja2') if name in sys.modules])"
    code = f"import sys\ntry:\n    {CODE.format(arguments=['--help'])}\nexcept SystemExit:\n    {show}"
    assert python(code).splitlines()[-1] == "[]"


def test_help_answers_at_once() -> None:
    """In seconds of computing, which other tests on the same computer do not stretch."""

    def once() -> float:
        before = os.times()
        python(CODE.format(arguments=["--help"]))
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    assert min(once() for _ in range(TRIES)) < AT_ONCE_S


def test_a_command_is_its_module_and_its_line_and_nothing_else(tmp_path: Path) -> None:
    """In a copy with one module and one line more the help lists it in its place, and it runs."""
    copy = tmp_path / "ebbtide"
    shutil.copytree(ROOT / "src" / "ebbtide", copy, ignore=shutil.ignore_patterns("__pycache__"))
    module = 'import click\n\n\n@click.command("greet")\ndef command() -> int:\n    click.echo("hello")\n    return 0\n'
    (copy / "cli" / "commands" / "greet.py").write_text(module)
    words = copy / "wording" / "en" / "commands.toml"
    words.write_text(words.read_text("utf-8").replace("\nsigns = ", '\ngreet = "Say hello."\nsigns = '), "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "COLUMNS": "100"}

    def shown(*arguments: str) -> str:
        command = [sys.executable, "-c", CODE.format(arguments=list(arguments))]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout

    listed = re.findall(r"^  ([a-z][a-z-]*)  ", shown("--help"), re.MULTILINE)
    assert listed == [*ALL[:2], "greet", *ALL[2:]]
    assert "Say hello." in shown("--help")
    assert shown("greet") == "hello\n"


def test_every_module_has_its_line_and_every_line_its_module() -> None:
    modules = (ROOT / "src" / "ebbtide" / "cli" / "commands").glob("[a-z]*.py")
    lines = [name for section in names("commands.title") for name in names(f"commands.{section}")]
    assert sorted(module.stem.rstrip("_") for module in modules) == sorted(lines)


def test_an_unknown_command_is_answered_with_a_near_one() -> None:
    result = CliRunner().invoke(main, ["lok"])
    assert result.exit_code == 2
    assert "Did you mean look?" in result.stderr


def test_the_version_is_the_packages() -> None:
    import ebbtide

    assert CliRunner().invoke(main, ["--version"]).output == f"ebbtide {ebbtide.__version__}\n"
