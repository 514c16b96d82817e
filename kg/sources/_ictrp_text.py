"""Texts of WHO ICTRP: HTML of many registers made plain, lists taken apart, contact persons."""

from __future__ import annotations

import html
import re
from itertools import zip_longest

from kg.study.protocol import Contact

_BREAK = re.compile(r"\s*<\s*/?\s*(?:br|p|li|div)\s*/?\s*>\s*", re.IGNORECASE)
_TAG = re.compile(r"</?(?:b|i|u|em|strong|ul|ol|span|sup|sub|font|a)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_MARKS = re.compile(r";|<\s*br\s*/?\s*>", re.IGNORECASE)
BETWEEN = "\x1f"  # what stands between values that came apart already


def plain(text: str | None) -> str | None:
    """Undo HTML, padding and doubled blank lines; a blank text is none."""
    if not text or not text.strip():
        return None
    words = html.unescape(_TAG.sub("", _BREAK.sub("\n", text.replace(BETWEEN, "; "))))
    lines = [" ".join(line.split()) for line in words.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() or None


def pieces_of(text: str) -> list[str]:
    """Take a list apart: at the marks that were put in, else at `;` and line breaks of HTML."""
    parts = text.split(BETWEEN) if BETWEEN in text else _MARKS.split(text)
    found = (plain(part) for part in parts)
    return [piece for piece in dict.fromkeys(found) if piece and piece not in {"-", ";"}]


def contacts(first: str, last: str, email: str, phone: str) -> list[Contact]:
    """Put contact persons together from the lists of their names, addresses and numbers."""
    columns = ([plain(one) for one in re.split(r"[;\x1f]", column)] for column in (first, last, email, phone))
    persons = []
    for given, family, mail, number in zip_longest(*columns):
        name = " ".join(part for part in (given, family) if part)
        contact = Contact(name=name or None, role="CONTACT", phone=number, email=mail)
        if name or mail or number:
            persons.append(contact)
    return list(dict.fromkeys(persons))
