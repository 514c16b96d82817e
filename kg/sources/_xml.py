"""XML that strangers wrote: parsed without entities, DTDs or network; nothing in it is overlooked."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, cast

from lxml import etree

from kg.errors import RecordError
from kg.sources._words import is_blank
from kg.study.beside import OtherFact

_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_ESCAPED_TWICE = re.compile(r"&(?:lt|gt|amp|quot|apos|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_BULLET = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)]|[a-z][.)])\s")


def safe_parser() -> etree.XMLParser:
    """Make a parser that expands no entity, fetches nothing, and stops at documents made to exhaust it."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def parse(content: bytes) -> etree._Element:
    """Parse a document; a `RecordError` says at which line and column it is broken."""
    refuse_entities(content)
    try:
        root = etree.fromstring(content, safe_parser())
    except etree.XMLSyntaxError as error:
        raise RecordError(broken(error)) from error
    except (LookupError, ValueError) as error:
        raise RecordError(f"XML that cannot be read: {error}") from error
    document = root.getroottree().docinfo.internalDTD
    if document is not None and list(cast(Any, document).iterentities()):
        raise RecordError("XML that declares entities, which are not expanded; write their text instead")
    return root


def refuse_entities(content: bytes) -> None:
    """Raise RecordError where a document declares entities, since their text would be lost."""
    if _ENTITY.search(content, 0, 1 << 16):
        raise RecordError("XML that declares entities, which are not expanded; write their text instead")


def broken(error: etree.XMLSyntaxError) -> str:
    """Say where XML is broken, and how."""
    line, column = error.position
    what = (error.msg or "not well-formed").partition(", line ")[0]
    return f"broken XML at line {line}, column {column}: {what}"


class Part:
    """An element whose children are taken by name; what was not taken can be asked for at the end."""

    def __init__(self, element: etree._Element) -> None:
        self._element = element
        self._parts: list[tuple[str, list[Part]]] = []
        self._children: dict[str, list[etree._Element]] = defaultdict(list)
        for child in element:
            if isinstance(child.tag, str):
                self._children[etree.QName(child).localname].append(child)

    def __contains__(self, tag: str) -> bool:
        return tag in self._children

    def attribute(self, name: str) -> str | None:
        """Give an attribute; one that is blank is none."""
        value = self._element.get(name)
        return value.strip() if value and value.strip() else None

    @property
    def own_text(self) -> str | None:
        """Give the text of the element itself."""
        return clean(self._element.text)

    def element(self, tag: str) -> etree._Element | None:
        """Take the first child of a name."""
        found = self._children.get(tag)
        if not found:
            return None
        first = found.pop(0)
        if not found:
            del self._children[tag]
        return first

    def text(self, tag: str) -> str | None:
        """Take the text of the first child of a name."""
        found = self.element(tag)
        return None if found is None else clean(_all_text(found))

    def peek(self, tag: str) -> str | None:
        """Look at the text of the first child of a name, without taking it."""
        found = self._children.get(tag)
        return clean(_all_text(found[0])) if found else None

    def texts(self, tag: str) -> list[str]:
        """Take the texts of all children of a name."""
        found = (clean(_all_text(child)) for child in self._children.pop(tag, []))
        return [words for words in found if words]

    def block(self, tag: str) -> str | None:
        """Take a text of paragraphs and lists, with the line breaks of its layout undone."""
        found = self.element(tag)
        return None if found is None else unwrapped(_all_text(found))

    def parts(self, tag: str) -> list[Part]:
        """Take all children of a name, to take them apart in turn."""
        found = [Part(child) for child in self._children.pop(tag, [])]
        self._parts.append((tag, found))
        return found

    def part(self, tag: str) -> Part:
        """Take the first child of a name, or an empty one where there is none."""
        found = self.element(tag)
        part = Part(etree.Element(tag) if found is None else found)
        self._parts.append((tag, [part]))
        return part

    def items(self, tag: str, item: str) -> list[Part]:
        """Take the items of a list: `group_list/group`."""
        return self.part(tag).parts(item)

    def ignore(self, *tags: str) -> None:
        """Leave children out, on purpose."""
        for tag in tags:
            self._children.pop(tag, None)

    def other_facts(self) -> list[OtherFact]:
        """List what nobody took, one fact a path; of repeated elements with the number of each."""
        values: dict[str, list[str]] = defaultdict(list)
        for path, words in self._left(""):
            values[path].append(words)
        return [OtherFact(name=path, value="; ".join(found)) for path, found in values.items()]

    def _left(self, number: str) -> Iterator[tuple[str, str]]:
        for tag, children in self._children.items():
            for child in children:
                words = clean(_all_text(child))
                if words and not is_blank(words):
                    yield tag, f"{number}{words}"
        for tag, parts in self._parts:
            for position, part in enumerate(parts, start=1):
                for path, words in part._left(f"{position}: " if len(parts) > 1 else number):
                    yield f"{tag}/{path}", words


def _all_text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())) if len(element) else element.text or ""


def clean(words: str | None) -> str | None:
    """Undo an escape that was done twice, and white space; a blank text is none."""
    if not words:
        return None
    if "&" in words and _ESCAPED_TWICE.search(words):
        words = html.unescape(words)
    return " ".join(words.split()) or None


def unwrapped(words: str) -> str | None:
    """Join the lines that a layout broke; blank lines and list items begin anew.

    >>> unwrapped('''
    ...   Inclusion Criteria:
    ...
    ...     -  Age 18
    ...        or older
    ...     -  Consent''')
    'Inclusion Criteria:\\n\\n- Age 18 or older\\n- Consent'
    """
    paragraphs: list[list[str]] = [[]]
    for line in (html.unescape(words) if _ESCAPED_TWICE.search(words) else words).splitlines():
        text = " ".join(line.split())
        if not text:
            paragraphs.append([])
        elif _BULLET.match(line) or not paragraphs[-1]:
            paragraphs[-1].append(text)
        else:
            paragraphs[-1][-1] += f" {text}"
    blocks = ["\n".join(lines) for lines in paragraphs if lines]
    text = ""
    for block in blocks:
        both_items = bool(_BULLET.match(block)) and bool(_BULLET.match(text.rpartition("\n")[2]))
        text += (("\n" if both_items else "\n\n") if text else "") + block
    return text or None
