"""How names are compared: word by word, by what is left of a word without case, accents and spelling habits.

Hyphens, spaces and the border between letters and digits do not count: `PD-1`, `PD 1` and `PD1` are one.
Nor do full-width letters and digits (`ＰＤ－１`), Greek letters written out, British spellings (`tumour`,
`leukaemia`), a plural, and a trademark sign. Superscripts stay what they are: 10⁹ is not 109. Each word
keeps its place in the text as it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

import msgspec

_GREEK = "\u0391-\u03a9\u03b1-\u03c9"
# a single letter in brackets is a word of its own, so that PD-(L)1 is not PD-L1; a Greek letter always is
_WORD = re.compile(rf"(?<=-)\([^\W\d_]\)|[{_GREEK}]|[^\W\d_{_GREEK}]*?[a-z](?=TM\b)|[^\W\d_{_GREEK}]+|\d+")
_TRADEMARK = "TM"
# shorter words are codes and abbreviations, in which every letter counts
_SPELT = 5
# marks that belong to the character before them
_MARK = re.compile(r"[\u0300-\u036f\u3099\u309a\uff9e\uff9f]")
_CLUSTER = re.compile(rf".(?:{_MARK.pattern})*", re.DOTALL)
_ACCENTS = re.compile("[\u0300-\u036f]")
# letters, decimal digits, numbers that are letters (Ⅲ)
_COMPATIBLE = {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl"}


class Word(msgspec.Struct, frozen=True, gc=False):
    """A word of a text: what it is compared by, and where it stands."""

    folded: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """Take a text apart into words, each with its place: `text[start:end]`.

    >>> [word.folded for word in words("α-Tumours, ＰＤ－1")]
    ['alpha', 'tumor', 'pd', '1']
    """
    if text.isascii() or not any(map(_changes, set(text))):
        return _words(text)
    normal, places = _normal(text)
    return [Word(word.folded, places[word.start][0], places[word.end - 1][1]) for word in _words(normal)]


def folded(parts: list[Word]) -> str:
    """Spell words with a space on either side of each, so that a match can only be of whole words."""
    return "".join(chain.from_iterable((" ", word.folded, " ") for word in parts))


def fold(text: str) -> str:
    """Give the form by which a name is compared.

    >>> fold("PD-1 antibodies") == fold("ｐｄ1 antibody")
    True
    """
    return folded(words(text))


def _words(text: str) -> list[Word]:
    found = [Word(_folded(one[0]), one.start(), one.end()) for one in _WORD.finditer(text)]
    if _TRADEMARK in text:
        return [word for word in found if not _is_trademark(text, word)]
    return found


def _is_trademark(text: str, word: Word) -> bool:
    return text[word.start : word.end] == _TRADEMARK and text[word.start - 1 : word.start].islower()


@lru_cache(maxsize=1 << 17)
def _folded(word: str) -> str:
    if len(word) == 1 and "\u0391" <= word <= "\u03c9":
        return unicodedata.name(word).rpartition(" LETTER ")[2].rpartition(" ")[2].casefold()
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", word.casefold()))
    return _spelt(plain) if len(plain) >= _SPELT else plain.replace("alfa", "alpha")


def _spelt(word: str) -> str:
    """Take plural and British spelling away; what is no such word is changed alike wherever it stands."""
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if word.endswith("our") and len(word) >= _SPELT:
        word = word[:-3] + "or"
    return word.replace("ae", "e").replace("oe", "e").replace("isation", "ization")


@lru_cache(maxsize=1 << 14)
def _changes(letter: str) -> bool:
    """Tell whether a character is written otherwise to be compared, or belongs to the one before it."""
    if _is_compatible(letter) and unicodedata.normalize("NFKC", letter) != letter:
        return True
    return bool(_MARK.match(letter))


def _is_compatible(letter: str) -> bool:
    return unicodedata.category(letter) in _COMPATIBLE or "\uff01" <= letter <= "\uff60"


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
        normal = unicodedata.normalize("NFKC", found[0]) if _is_compatible(first) else found[0]
        yield found.start(), found.end(), normal
