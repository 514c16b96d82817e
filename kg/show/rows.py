"""Rows for programs: CSV and TSV and SPARQL JSON as the W3C has them, and plain JSON of our own.

https://www.w3.org/TR/sparql11-results-csv-tsv/, https://www.w3.org/TR/sparql11-results-json/
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pyoxigraph

from kg.ask import Answer, Term
from kg.show.spelling import plain

_STRING = "http://www.w3.org/2001/XMLSchema#string"


def csv_rows(answer: Answer) -> bytes:
    """Spell values alone, under the names of the columns; lines end as RFC 4180 wants."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(answer.columns)
    writer.writerows([_value(term) for term in row] for row in answer.rows)
    return text.getvalue().encode()


def tsv_rows(answer: Answer) -> bytes:
    """Spell whole terms, as Turtle does."""
    lines = ["\t".join(f"?{name}" for name in answer.columns)]
    lines += ["\t".join("" if term is None else str(term) for term in row) for row in answer.rows]
    return "".join(f"{line}\n" for line in lines).encode()


def json_rows(answer: Answer) -> bytes:
    """Give rows as objects of plain values, and what was counted; what is not stated is not there."""
    said: dict[str, Any] = {"total": answer.total, "offset": answer.page.offset}
    if answer.counted:
        said["counted"] = {"sentence": answer.counted.sentence, **answer.counted.numbers}
    said["columns"] = answer.columns
    said["rows"] = [
        {name: plain(term) for name, term in zip(answer.columns, row, strict=True) if term is not None}
        for row in answer.rows
    ]
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def srj(answer: Answer) -> bytes:
    """Give SPARQL results as they are defined, without anything of ours."""
    bindings = [
        {name: _binding(term) for name, term in zip(answer.columns, row, strict=True) if term is not None}
        for row in answer.rows
    ]
    said = {"head": {"vars": answer.columns}, "results": {"bindings": bindings}}
    return (json.dumps(said, ensure_ascii=False) + "\n").encode()


def _binding(term: Term) -> dict[str, str]:
    if isinstance(term, pyoxigraph.NamedNode):
        return {"type": "uri", "value": term.value}
    if not isinstance(term, pyoxigraph.Literal):
        return {"type": "bnode", "value": _value(term).removeprefix("_:")}
    said = {"type": "literal", "value": term.value}
    if term.language:
        said["xml:lang"] = term.language
    elif term.datatype.value != _STRING:
        said["datatype"] = term.datatype.value
    return said


def _value(term: Term) -> str:
    if term is None:
        return ""
    return term.value if isinstance(term, pyoxigraph.NamedNode | pyoxigraph.Literal) else str(term)
