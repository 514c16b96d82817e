"""Where a record stands in the input: the number of its document, and its number in the document.

Both in one integer, so that places have the order of the input, and a place serves as an `offset` until
the bytes of the record stand in a file.
"""

from __future__ import annotations

_RECORDS = 1 << 40  # in one document, at most


def place(document: int, number: int) -> int:
    """Number a record.

    >>> place(0, 5) < place(1, 0)
    True
    """
    return document * _RECORDS + number


def spread(of: int) -> int:
    """Give a number that differs between neighbours, within a document and from document to document."""
    return sum(divmod(of, _RECORDS))
