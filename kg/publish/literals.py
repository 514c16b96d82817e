"""A literal as `kg.terms` spells it, read back: its text, its datatype and its language."""

from __future__ import annotations

import re

from kg.terms import Term, unescape

_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>|@(\S+))?\Z', re.DOTALL)


def read_literal(term: Term) -> tuple[str, str, str]:
    """Give text, datatype and language; the last two are empty where none is stated.

    >>> read_literal('"5"^^<http://www.w3.org/2001/XMLSchema#integer>')
    ('5', 'http://www.w3.org/2001/XMLSchema#integer', '')
    """
    found = _LITERAL.match(term)
    if not found:
        raise ValueError(f"{term!r} is not a literal")
    text, datatype, language = found.groups("")
    return unescape(text), datatype, language
