"""At which line of a document a node begins to be described, where a line of it tells cheaply.

Statements are taken to begin a line, as every writer lays them out; where they do not, no line is told.
"""

from __future__ import annotations

import re
from collections.abc import Set
from urllib.parse import urljoin

from kg.terms import Term
from kg.validate.document import Document

_PREFIX = re.compile(r"@?prefix\s+(?P<prefix>[^\s:]*):\s*<(?P<namespace>[^>]*)>", re.IGNORECASE)
_BASE = re.compile(r"@?base\s+<(?P<base>[^>]*)>", re.IGNORECASE)
_SUBJECT = re.compile(r"<(?P<iri>[^>]*)>|(?P<label>_:\S+)|(?P<prefix>[\w.-]*):(?P<local>[^\s;,\[\]()]*)")


def lines(document: Document, wanted: Set[Term]) -> dict[Term, int]:
    """Find the first line, counted from 1, of each wanted node that is a subject in a document."""
    found: dict[Term, int] = {}
    if not wanted or not document.serialisation.has_lines:
        return found
    names = _Names(document.base)
    begins = True
    with document.open() as stream:
        for number, raw in enumerate(stream, start=1):
            line = raw.decode("utf-8", "replace").strip()
            if not line or line.startswith("#"):
                continue
            if begins and not names.declares(line):
                node = names.subject(line)
                if node in wanted and found.setdefault(node, number) == number and len(found) == len(wanted):
                    break
            begins = line.endswith((".", "{", "}"))
    return found


class _Names:
    """The prefixes and the base that hold at a line."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._prefixes: dict[str, str] = {}

    def declares(self, line: str) -> bool:
        """Take in a line that declares a prefix or the base."""
        if prefix := _PREFIX.match(line):
            self._prefixes[prefix["prefix"]] = urljoin(self._base, prefix["namespace"])
        elif base := _BASE.match(line):
            self._base = urljoin(self._base, base["base"])
        return bool(prefix or _BASE.match(line))

    def subject(self, line: str) -> Term:
        """Give the node that a line begins with, or nothing."""
        found = _SUBJECT.match(line)
        if not found:
            return ""
        if found["label"]:
            return found["label"]
        if found["iri"] is not None:
            return f"<{urljoin(self._base, found['iri'])}>"
        namespace = self._prefixes.get(found["prefix"])
        return f"<{namespace}{found['local']}>" if namespace is not None else ""
