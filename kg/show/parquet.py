"""Answers as Parquet, for those who compute: typed columns, and of how many they are as metadata."""

from __future__ import annotations

import importlib
import io
from typing import Any

import pyoxigraph

from kg.ask import Answer, Term
from kg.errors import QueryError
from kg.show.spelling import plain

_XSD = "http://www.w3.org/2001/XMLSchema#"
_KINDS = {"integer": "int64", "decimal": "double", "double": "double", "float": "double", "boolean": "bool"}


def parquet(answer: Answer) -> bytes:
    """Write one file; a column is a number or a truth value where all its values are, else text."""
    arrow, writer = _package("pyarrow"), _package("pyarrow.parquet")
    schema = arrow.schema([(name, _kind(answer, at)) for at, name in enumerate(answer.columns)])
    if answer.counted:
        numbers = {name: str(number) for name, number in answer.counted.numbers.items()}
        schema = schema.with_metadata({"counted": answer.counted.sentence, **numbers})
    columns = [
        arrow.array(
            [_value(row[at], str(schema.field(at).type)) for row in answer.rows], schema.field(at).type
        )
        for at in range(len(answer.columns))
    ]
    buffer = io.BytesIO()
    writer.write_table(arrow.table(columns, schema=schema), buffer)
    return buffer.getvalue()


def _package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise QueryError("Parquet needs the package pyarrow: pip install 'trialkg[parquet]'") from error


def _kind(answer: Answer, at: int) -> str:
    """Name the type that all values of a column have, which is text where they have several."""
    terms = [row[at] for row in answer.rows if row[at] is not None]
    kinds = {
        _KINDS.get(term.datatype.value.removeprefix(_XSD), "string")
        if isinstance(term, pyoxigraph.Literal)
        else "string"
        for term in terms
    }
    if kinds == {"int64", "double"}:
        return "double"
    return kinds.pop() if len(kinds) == 1 else "string"


def _value(term: Term, kind: str) -> object:
    if kind == "string":
        return getattr(term, "value", None)
    return plain(term)
