"""How names are compared: whole words, without case; hyphens, spaces and the border to digits do not count.

`PD-1`, `PD 1` and `PD1` are one, and so are full-width letters and digits (`ＰＤ－１`) and accents that are
typed as marks of their own. Superscripts and signs stay what they are: 10⁹ is not 109, ™ is no word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain

# a single letter in brackets is a word of its own, so that PD-(L)1 is not PD-L1
_WORD = re.compile(r"(?<=-)\([^\W\d_]\)|[^\W\d_]+|\d+")
# a character with the marks that belong to it
_CLUSTER = re.compile(r".[\u0300-\u036f\u3099\u309a\uff9e\uff9f]*", re.DOTALL)
# letters, decimal digits, numbers that are letters (Ⅲ)
_COMPATIBLE = {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl"}

Word = tuple[str, int, int]


def words(text: str) -> list[Word]:
    """Take a text apart into words, each with its place: `text[start:end]`."""
    if text.isascii() or unicodedata.is_normalized("NFKC", text):
        return [(found[0].casefold(), found.start(), found.end()) for found in _WORD.finditer(text)]
    normal, places = _normal(text)
    return [
        (found[0].casefold(), places[found.start()][0], places[found.end() - 1][1])
        for found in _WORD.finditer(normal)
    ]


def folded(found: list[Word]) -> str:
    """Spell words with a space on either side of each, so that a match can only be of whole words."""
    return "".join(chain.from_iterable((" ", word, " ") for word, _, _ in found))


def fold(text: str) -> str:
    """Spell a name as it is compared.

    >>> fold("PD-1 Inhibitor") == fold("ｐｄ１ inhibitor")
    True
    """
    return folded(words(text))


def _normal(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Write a text in NFKC where that changes no meaning; tell where each character stood."""
    parts, places = [], []
    for start, end, normal in _clusters(text):
        parts.append(normal)
        places += [(start, end)] * len(normal)
    return "".join(parts), places


def _clusters(text: str) -> Iterator[tuple[int, int, str]]:
    for found in _CLUSTER.finditer(text):
        first = text[found.start()]
        compatible = unicodedata.category(first) in _COMPATIBLE or "\uff01" <= first <= "\uff60"
        yield found.start(), found.end(), unicodedata.normalize("NFKC", found[0]) if compatible else found[0]
