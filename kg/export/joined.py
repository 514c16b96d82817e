"""Several values in one cell of text: joined by `|`; inside a value `|` and `\\` get a `\\` before them."""

from __future__ import annotations

from collections.abc import Iterable

from kg.export.schema import Value
from kg.export.shared import Cell


def joined(values: Iterable[Value]) -> str:
    """Join values.

    >>> joined(["a|b", "c"])
    'a\\\\|b|c'
    """
    return "|".join(plain(value).replace("\\", "\\\\").replace("|", "\\|") for value in values)


def plain(cell: Cell) -> str:
    """Spell a cell as text: nothing for none, true and false as XML Schema has them.

    >>> plain(True), plain(12.0), plain(None)
    ('true', '12', '')
    """
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float():
            return repr(int(cell)) if cell.is_integer() else repr(cell)
        case list():
            return joined(cell)
    return str(cell)
