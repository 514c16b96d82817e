"""What an agent can do, one module a tool, found and not listed.

A tool is a module of this folder (no leading underscore) that declares

    TITLE                       what the tool is called, for people
    Arguments                   a Struct; with their Meta its fields are the schema that agents read
    answer(desk, arguments)     a Reply, or a KgError that says what is wrong and what is allowed

The docstring of `answer` is the description that an agent chooses by: what it gives, when to use it and when
another tool, and an example. Every tool only reads.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
from functools import cache
from typing import Any, Protocol, cast

import msgspec

from kg.errors import QueryError
from kg.mcp.desk import Desk
from kg.mcp.reply import Reply


class Tool(Protocol):
    """What every tool module declares."""

    TITLE: str
    Arguments: type[msgspec.Struct]

    def answer(self, desk: Desk, arguments: Any) -> Reply: ...


@cache
def all_tools() -> dict[str, Tool]:
    """Find the tools by name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    return {name: cast(Tool, importlib.import_module(f"{__name__}.{name}")) for name in names}


def description(tool: Tool) -> str:
    """Give the words that an agent chooses a tool by."""
    return inspect.cleandoc(tool.answer.__doc__ or "")


def schema(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """Give the JSON Schema of a Struct, an object at its root."""
    (_,), parts = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    root: dict[str, Any] = parts.pop(kind.__name__)
    root.pop("title", None)
    return {**root, "$defs": parts} if parts else root


def call(desk: Desk, asked: tuple[str, dict[str, Any]]) -> Reply:
    """Call a tool by name with arguments as JSON has them; a `QueryError` says what is wrong with them."""
    name, given = asked
    tool = all_tools()[name]
    known = tool.Arguments.__struct_fields__
    for field in given:
        if field not in known:
            near = difflib.get_close_matches(field, known, n=1)
            meant = f"; did you mean {near[0]}?" if near else ""
            raise QueryError(f"{name} takes {', '.join(known)}, not {field!r}{meant}")
    try:
        arguments = msgspec.convert(given, tool.Arguments)
    except msgspec.ValidationError as error:
        raise QueryError(f"{name}: {error}") from error
    return msgspec.structs.replace(tool.answer(desk, arguments), release=desk.release)
