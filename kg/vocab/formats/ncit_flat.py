"""NCI Thesaurus flat file (Thesaurus.txt): eight or nine columns without a header, one concept a line.

Columns: code, concept name or IRI, parents, synonyms, definition, display name, concept status, semantic
type and, since 2021, concept in subset. The first synonym is the preferred name
(https://evs.nci.nih.gov/ftp1/NCI_Thesaurus/ReadMe.txt).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kg.vocab._files import opened_text
from kg.vocab._ncit import kind
from kg.vocab._tables import parts, rows
from kg.vocab.entry import About, Entry, Name
from kg.vocab.publishers import publishers

TITLE = "NCI Thesaurus flat file"
_COLUMNS = ["code", "concept", "parents", "synonyms", "definition", "display", "status", "type", "subset"]
_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?C\d+\t[^\t\n]*\t(?:C\d+(?:\|C\d+)*)?\t")
_GONE = {"Obsolete_Concept", "Retired_Concept"}


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """Tell by a code, six tabs and more."""
    line = head.split(b"\n", 1)[0]
    return bool(_FIRST.match(line)) and line.count(b"\t") in (7, 8)


def about(path: Path) -> About:
    """Read the release from a name such as `Thesaurus_24.05d.FLAT.zip`."""
    release = re.search(r"\d\d\.\d\d[a-z]", path.name)
    known = publishers()["NCIT"]
    return About("ncit", known.title, release[0] if release else "", known.licence)


def entries(path: Path) -> Iterator[Entry]:
    """Yield a concept a line."""
    with opened_text(path, recognises) as lines:
        first = lines.readline()
        header = _COLUMNS[: first.count("\t") + 1]
        lines.seek(0)
        for _, row in rows(lines, "\t", header):
            yield _entry(row)


def _entry(row: dict[str, str]) -> Entry:
    base = publishers()["NCIT"].namespace
    synonyms = parts(row["synonyms"])
    label = row["display"] or (
        synonyms[0] if synonyms else row["concept"].rpartition("#")[2].replace("_", " ")
    )
    return Entry(
        iri=base + row["code"],
        kind=kind(parts(row["type"]), label),
        names=[Name(label, "label", "NCI"), *(Name(each, "synonym", "NCI") for each in synonyms)],
        broader=[base + parent for parent in parts(row["parents"])],
        definition=row["definition"],
        obsolete=bool(_GONE & set(parts(row["status"]))),
    )
