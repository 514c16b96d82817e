"""Questions as they are written: `queries/NAME.rq`, a header that says what is answered, and a query.

The header is grlc's (`#+ key: value` lines that together are YAML) with three keys of our own. `params`
declares parameters, `derived` what is worked out from one of them, and `of` is the sentence below an answer
that says of how many: `{id} of {trials} trials`. A name in braces is a column of the answer, of which the
different values are counted, or a count, `queries/of/NAME.rq`, which is asked with the same parameters.
"""

from __future__ import annotations

import difflib
import string
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

from kg.content import content
from kg.errors import QueryError

_VARIABLE_TYPES = {"concept": "_iri", "code": "_iri", "string": ""}


class Param(msgspec.Struct, frozen=True):
    """One parameter of a question; `least` and `most` bound a number, `scheme` names a code list."""

    name: str
    label: str
    type: str
    default: str | list[str] | None = None
    example: str | None = None
    optional: bool = False
    many: bool = False
    scheme: str | None = None
    least: str | None = None
    most: str | None = None

    @property
    def variable(self) -> str:
        """Match the name of the parameter's variable, required or optional."""
        return rf"\?__?{self.name}{_VARIABLE_TYPES.get(self.type, '_' + self.type)}\b"

    @property
    def defaults(self) -> list[str]:
        """Give the default as a list, which is empty where there is none."""
        given = self.default
        return [] if given is None else [given] if isinstance(given, str) else given


class Derived(msgspec.Struct, frozen=True, rename={"source": "from"}):
    """A number that is worked out from a parameter, because SPARQL cannot."""

    source: str
    by: str


class Count(msgspec.Struct, frozen=True):
    """A query with one number for an answer, and what it counts."""

    name: str
    summary: str
    body: str


class Question(msgspec.Struct, frozen=True):
    """One canned question; `body` is the query without its header."""

    name: str
    summary: str
    description: str
    tags: list[str]
    of: str
    params: list[Param]
    derived: dict[str, Derived]
    counts: dict[str, Count]
    body: str

    def param(self, name: str) -> Param:
        """Find a parameter; a `QueryError` says which there are."""
        for param in self.params:
            if param.name == name:
                return param
        known = ", ".join(param.name for param in self.params)
        has = f"it has {known}" if known else "it has none"
        raise QueryError(f"{self.name} has no parameter {name!r}: {has}")


def questions(folder: Path | None = None) -> dict[str, Question]:
    """Read every question by name."""
    return {path.stem: read_question(path) for path in sorted((folder or content("queries")).glob("*.rq"))}


def question(name: str, folder: Path | None = None) -> Question:
    """Find one question by name; a `QueryError` names the nearest ones."""
    known = questions(folder)
    if name not in known:
        raise QueryError(f"there is no question {name!r}{nearest(name, known)}. `kg query` lists them all.")
    return known[name]


def read_question(path: Path) -> Question:
    """Read one file; a `QueryError` says what its header lacks."""
    fields, body = _parted(path)
    try:
        params = [
            msgspec.convert({"name": name, **spec}, Param, strict=False)
            for name, spec in (fields.get("params") or {}).items()
        ]
        return Question(
            name=path.stem,
            summary=fields["summary"],
            description=" ".join(fields["description"].split()),
            tags=list(fields["tags"]),
            of=fields["of"],
            params=params,
            derived=msgspec.convert(fields.get("derived") or {}, dict[str, Derived]),
            counts=dict(_counts(path.parent / "of", fields["of"])),
            body=body,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise QueryError(f"{path.name}: its header is not as it should be: {error!r}") from error


def _parted(path: Path) -> tuple[Mapping[str, Any], str]:
    """Part a file into the fields of its header and the query."""
    lines = path.read_text(encoding="utf-8").splitlines()
    header = "\n".join(line[2:].removeprefix(" ") for line in lines if line.startswith("#+"))
    try:
        fields = yaml.safe_load(header) or {}
    except yaml.YAMLError as error:
        raise QueryError(f"{path.name}: its header is no YAML: {error}") from error
    body = "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n"
    return fields, body


def _counts(folder: Path, sentence: str) -> Iterable[tuple[str, Count]]:
    """Read the counts that a sentence names; its other names are columns."""
    for name in placeholders(sentence):
        path = folder / f"{name}.rq"
        if path.exists():
            fields, body = _parted(path)
            yield name, Count(name=name, summary=fields["summary"], body=body)


def placeholders(sentence: str) -> list[str]:
    """List the names in braces.

    >>> placeholders("{id} of {trials} trials")
    ['id', 'trials']
    """
    return [name for _, name, _, _ in string.Formatter().parse(sentence) if name]


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which of what is known is nearest, as the end of a sentence."""
    by_folded = {known_name.casefold(): known_name for known_name in known}
    found = difflib.get_close_matches(name.casefold(), by_folded, n=5, cutoff=0.5)
    within = [key for key in by_folded if name.casefold() in key and key not in found][: 5 - len(found)]
    candidates = list(dict.fromkeys(by_folded[key] for key in [*found, *within]))
    return f"; did you mean {', '.join(candidates)}?" if candidates else ""
