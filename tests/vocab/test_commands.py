"""The `kg vocab` commands print what was done and found, and their codes say how it went."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.vocab import index_path

ROOT = Path(__file__).parent.parent.parent
TABLE = "code\tlabel\tsynonyms\nC2\tAlphamab\tAlphax | AM\nC3\tBetamab\talphax\n"
Write = Callable[[str, str], Path]


def kg(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg", "vocab", *map(str, arguments)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "160", "PYTHONUTF8": "1"}
    env["TRIALKG_VOCABULARIES"] = str(folder)
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


def test_session(tmp_path: Path, write: Write) -> None:
    """A vocabulary is added, listed, searched and removed."""
    added = kg(tmp_path, "add", write("ncit.tsv.gz", TABLE), "--version", "26.01a")
    assert (added.returncode, added.stdout) == (0, "")
    assert "ncit was added" in added.stderr
    assert "shared    1  (such as Alphax)" in added.stderr
    listed = kg(tmp_path, "list").stdout
    assert [word in listed for word in ("NCI Thesaurus", "26.01a", "CC BY 4.0")] == [True] * 3
    found = kg(tmp_path, "find", "alphax")
    assert (found.returncode, found.stdout.count("NCIT:C"), found.stdout.count("synonym")) == (0, 2, 2)
    assert kg(tmp_path, "remove", "ncit").returncode == 0
    assert kg(tmp_path, "find", "alphax").returncode == 1


def test_nothing_found_is_code_1(tmp_path: Path) -> None:
    """A search that finds nothing says so, also where there is no index yet."""
    done = kg(tmp_path / "none", "find", "alphamab")
    assert (done.returncode, done.stderr) == (1, "no name is like 'alphamab'\n")


def test_list_without_vocabularies_names_the_formats(tmp_path: Path) -> None:
    """Who has nothing yet is told what can be added."""
    assert "SKOS, OWL and other RDF" in kg(tmp_path, "list").stderr


def test_failure_is_code_2(tmp_path: Path, write: Write) -> None:
    """What cannot be added is a message and code 2, without a traceback."""
    done = kg(tmp_path, "add", write("notes.txt", "nothing"))
    assert (done.returncode, done.stderr[:4], "Traceback" in done.stderr) == (2, "kg: ", False)


def test_option_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The folder is the one given, else that of the environment, else the user's own."""
    monkeypatch.setenv("TRIALKG_VOCABULARIES", str(tmp_path / "b"))
    assert index_path(tmp_path / "a") == tmp_path / "a" / "vocabularies.sqlite"
    assert index_path() == tmp_path / "b" / "vocabularies.sqlite"
    assert index_path(tmp_path / "mine.sqlite") == tmp_path / "mine.sqlite"
    monkeypatch.delenv("TRIALKG_VOCABULARIES")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "c"))
    assert index_path().name == "vocabularies.sqlite"
