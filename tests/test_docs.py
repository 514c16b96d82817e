"""The documentation is true: commands exist and run, links lead somewhere, generated pages are fresh."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), ROOT / "shapes" / "README.md"]
# what the README shows and a reader can copy as it stands, once there is a build
COMMANDS = [
    line.partition(" #")[0].strip()
    for line in README.splitlines()
    if line.startswith("kg ")
    and "…" not in line
    and "GRAPH" not in line
    and not line.startswith("kg fetch")  # asks a host elsewhere; tests/test_fetch.py runs it against one here
]


def _marked(command: str) -> object:
    """Leave to `make thorough` what takes a minute: pySHACL over every concept of the vocabulary."""
    return pytest.param(command, marks=pytest.mark.thorough) if command == "kg validate" else command


@pytest.mark.parametrize("command", [_marked(command) for command in COMMANDS])
def test_command_of_the_readme_runs(example_build: Path, tmp_path: Path, command: str) -> None:
    """Each command of the README ends well on a build of the examples."""
    (tmp_path / "output").symlink_to(example_build)
    arguments = [sys.executable, "-m", "kg", *shlex.split(command)[1:]]
    done = subprocess.run(
        arguments, cwd=tmp_path, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(ROOT)}
    )
    assert (done.returncode, done.stderr if done.returncode else "") == (0, "")


def test_every_command_is_in_the_readme() -> None:
    """Every command of `kg` is shown in the README."""
    names = {command.name for command in app.registered_commands}
    assert {name for name in names if not re.search(rf"^kg {name}\b", README, re.MULTILINE)} == set()


def test_printed_answer_is_the_real_one(example_build: Path) -> None:
    """The answer that the README shows is what the headline question prints."""
    command = [sys.executable, "-m", "kg", "query", "combination", "--param", "a=radiotherapy"]
    done = subprocess.run(
        [*command, "--param", "b=PD-1 inhibitor", "--build", str(example_build)],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT), "COLUMNS": "80", "PYTHONUTF8": "1"},
    )
    printed = "\n".join(line.rstrip() for line in done.stdout.splitlines())
    assert printed in README


def test_every_entry_of_a_build_is_documented() -> None:
    """Every entry of a build is explained in output/README.md."""
    from kg.workplace import ENTRIES

    explained = (ROOT / "output" / "README.md").read_text(encoding="utf-8")
    assert [entry for entry in ENTRIES if f"`{entry}" not in explained] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of the documentation leads to a file or folder."""
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_repository_names_no_place_of_one_machine() -> None:
    """No file under version control speaks of a folder of the machine it was written on."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        text = (ROOT / name).read_bytes()
        assert b"/" + b"work/" not in text, name
        assert b"/" + b"root/" not in text, name
