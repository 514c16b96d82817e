"""Tables of concepts: a header, an id and a label in every row, and what else the header names.

- id: `id`, `code`, `ui`, `curie`, `iri`, `identifier`, `Class ID`, or the prefix of the vocabulary (`mondo`)
- label: `label`, `name`, `term`, `Preferred Label`
- synonyms, parents, xrefs, definition, kind, obsolete: see `_SPELLINGS`; ids are listed with `|` or `,`
- tree_numbers: of MeSH; kinds and hierarchy follow from them
- labels_by_source: `source=label | …`
- sources: lists that a concept is on; kinds of the NCI Thesaurus follow from them

Ids are IRIs, CURIEs, or bare: then the file is named after the vocabulary (`ncit.tsv`). BioPortal's CSV is
one of these tables (https://bioportal.bioontology.org).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from kg.errors import VocabularyError
from kg.vocab import _mesh, _ncit
from kg.vocab._files import document, head, opened_text, stem
from kg.vocab._tables import Row, columns, delimiter_of, parts, rows
from kg.vocab.entry import KINDS, About, Entry, Match, Name
from kg.vocab.publishers import iri, kind_of, publisher, publishers

TITLE = "tables of concepts with a header (CSV, TSV)"
GENERAL = True
_SPELLINGS = {
    "id": ("id", "curie", "iri", "identifier", "code", "ui", "concept_id", "class id"),
    "label": ("label", "name", "term", "preferred label", "preferred_label", "preflabel"),
    "synonyms": ("synonyms", "synonym", "alt_labels", "altlabels"),
    "parents": ("parents", "parent", "broader"),
    "xrefs": ("xrefs", "xref", "exact_match", "mappings"),
    "definition": ("definition", "definitions", "description"),
    "kind": ("kind",),
    "obsolete": ("obsolete", "deprecated"),
    "trees": ("tree_numbers", "treenumbers"),
    "labels": ("labels_by_source",),
    "lists": ("sources",),
    "semantic": ("semantic_type", "semantic_types", "semantic types"),
}
_YES = {"true", "1", "yes", "t"}
Columns = dict[str, str]


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """Tell by a header that names ids and labels."""
    found = _columns(head)
    return "id" in found and "label" in found


def about(path: Path) -> About:
    """Take the name of the file; a publisher of that name has a title and a licence."""
    name = stem(path).lower()
    known = publisher(name)
    return About(name, known.title if known else name, "", known.licence if known else "")


def entries(path: Path) -> Iterator[Entry]:
    """Yield a concept a row. A table with tree numbers is read twice: trees first."""
    first = head(document(path, recognises))
    found = _columns(first)
    prefix = _prefix(found["id"], path)
    trees = _trees(path, found, delimiter_of(first)) if "trees" in found else {}
    with opened_text(path, recognises) as lines:
        for number, row in rows(lines, delimiter_of(first)):
            cells = {name: row[column] for name, column in found.items()}
            yield _entry(cells, _expander(prefix), trees, f"line {number}")


def _columns(head: bytes) -> Columns:
    """Find which column of a header is what."""
    header = columns(head, delimiter_of(head))
    found: Columns = {}
    for name, spellings in _SPELLINGS.items():
        for column in header:
            if column.lower() in spellings:
                found.setdefault(name, column)
    named = next((column for column in header if publisher(column)), None)
    if named:
        found.setdefault("id", named)
    return found


def _prefix(column: str, path: Path) -> str:
    known = publisher(column) or publisher(stem(path))
    return known.prefix if known else ""


def _expander(prefix: str) -> Callable[[str], str]:
    def expand(identifier: str) -> str:
        if ":" not in identifier and prefix:
            return iri(f"{prefix}:{identifier}")
        return iri(identifier)

    return expand


def _trees(path: Path, found: Columns, delimiter: str) -> dict[str, str]:
    """Read which tree number is whose."""
    with opened_text(path, recognises) as lines:
        return {
            tree: row[found["id"]] for _, row in rows(lines, delimiter) for tree in _list(row[found["trees"]])
        }


def _entry(cells: Row, expand: Callable[[str], str], trees: dict[str, str], where: str) -> Entry:
    own = expand(cells["id"])
    if not own:
        raise VocabularyError(
            f"{where}: {cells['id']!r} is no IRI and no CURIE of a known prefix;"
            " name the file after its vocabulary, such as ncit.tsv"
        )
    numbers = _list(cells.get("trees", ""))
    above = [trees[each] for each in _mesh.broader_trees(numbers) if each in trees]
    parents = [expand(each) for each in [*_list(cells.get("parents", "")), *dict.fromkeys(above)]]
    return Entry(
        iri=own,
        kind=_kind(own, cells, numbers, where),
        names=[*_labels(cells), *(Name(each, "synonym") for each in parts(cells.get("synonyms", "")))],
        broader=[each for each in parents if each and _namespace(each) == _namespace(own)],
        matches=[Match(other, "close") for each in _list(cells.get("xrefs", "")) if (other := iri(each))],
        definition=cells.get("definition", ""),
        obsolete=cells.get("obsolete", "").lower() in _YES or cells["label"].startswith("obsolete "),
    )


def _labels(cells: Row) -> Iterator[Name]:
    """Yield the label with the sources that call it so, and what other sources call it."""
    if cells["label"]:
        yield Name(cells["label"], "label")
    for each in parts(cells.get("labels", ""), " | "):
        source, _, label = each.partition("=")
        if label:
            yield Name(label, "label" if label == cells["label"] else "synonym", source)


def _kind(own: str, cells: Row, trees: list[str], where: str) -> str:
    stated = cells.get("kind", "")
    if stated and stated not in KINDS:
        raise VocabularyError(f"{where}: kind {stated!r} is none of {', '.join(sorted(KINDS))}")
    if stated or kind_of(own):
        return stated or kind_of(own)
    if own.startswith(publishers()["mesh"].namespace):
        local = own.removeprefix(publishers()["mesh"].namespace)
        is_descriptor = local.startswith("D")
        return _mesh.kind(trees) if is_descriptor else _mesh.supplementary_kind(local, cells["label"])
    if "/NCIT_" in own:
        return _ncit.kind(_list(cells.get("semantic", "")), cells["label"]) or _ncit.kind_by_lists(
            _list(cells.get("lists", "")), cells["label"]
        )
    return ""


def _list(cell: str) -> list[str]:
    """Take a list of ids apart, whichever of the two separators it has."""
    return [part for part in re.split(r"\s*[|,]\s*", cell) if part]


def _namespace(concept: str) -> str:
    return re.split(r"[A-Za-z]*\d*/?$", concept, maxsplit=1)[0]
