"""IRIs and literals as N-Triples text: the only place where a term is spelt or escaped.

A term is a string, ready to be written: `<https://…>` or `"text"` or `"5"^^<…integer>`.
Only literals that every triple store keeps as written are made (docs/literals.md): plain strings,
xsd:integer, canonical xsd:decimal, xsd:boolean, xsd:date, xsd:gYearMonth and xsd:gYear.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from kg.errors import KgError, RecordError

Term = str
Triple = tuple[Term, Term, Term]

DEFAULT_BASE: Final = "https://w3id.org/trialkg/"
ONTOLOGY: Final = "https://w3id.org/trialkg/ontology#"
CODES: Final = "https://w3id.org/trialkg/code/"
CONCEPTS: Final = "https://w3id.org/trialkg/concept/"


class Namespace:
    """Terms by attribute: `TKG.hasArm` is `<https://w3id.org/trialkg/ontology#hasArm>`.

    That a name is declared in `ontology/` is checked by a test over everything that is published.
    """

    def __init__(self, iri: str) -> None:
        self._iri = iri

    def __getattr__(self, name: str) -> Term:
        term = f"<{self._iri}{name}>"
        self.__dict__[name] = term
        return term

    def __getitem__(self, name: str) -> Term:
        """Spell a term whose name is not a Python name."""
        return f"<{self._iri}{name}>"


TKG: Final = Namespace(ONTOLOGY)
RDF: Final = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS: Final = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SKOS: Final = Namespace("http://www.w3.org/2004/02/skos/core#")
DCTERMS: Final = Namespace("http://purl.org/dc/terms/")
PROV: Final = Namespace("http://www.w3.org/ns/prov#")
FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
GEO: Final = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")
XSD: Final = Namespace("http://www.w3.org/2001/XMLSchema#")

A: Final = RDF.type
LABEL: Final = RDFS.label

# https://www.w3.org/TR/n-triples/#grammar-production-IRIREF: what may not stand in an IRI; and white space,
# at which some readers break lines
_NOT_IN_IRI = re.compile(r'[\x00-\x20\x7f-\x9f\s<>"{}|^`\\\ud800-\udfff]')
_NAMED_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_MUST_ESCAPE = re.compile(r'[\x00-\x1f\x7f"\\]')
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_SURROGATE = re.compile("[\ud800-\udfff]")


def _escaped(found: re.Match[str]) -> str:
    return _NAMED_ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}"


def escape(value: str) -> str:
    """Escape text for the inside of an N-Triples string literal.

    A lone surrogate is not a character and has no N-Triples form: `RecordError`.
    """
    if not value.isascii() and _SURROGATE.search(value):
        raise RecordError(f"text with a lone surrogate, which no encoding can carry: {value[:60]!a}")
    return _MUST_ESCAPE.sub(_escaped, value)


def unescape(value: str) -> str:
    r"""Read the inside of an N-Triples string literal, whoever wrote it.

    >>> unescape(r"a \"quoted\" word")
    'a "quoted" word'
    """
    return _ESCAPE.sub(_unescaped, value) if "\\" in value else value


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(found[3], found[3])


def reading(term: Term) -> str:
    """Give what people read in a term: the text of a literal, the last step of an IRI.

    >>> reading('"5"^^<http://www.w3.org/2001/XMLSchema#integer>'), reading(TKG.startDate)
    ('5', 'startDate')
    """
    if term.startswith("<"):
        return re.split("[/#]", term[1:-1])[-1]
    return unescape(term[1 : term.rindex('"')])


def text(value: str) -> Term:
    """Make a plain string literal."""
    return f'"{escape(value)}"'


def text_in(value: str, language: str) -> Term:
    """Make a string literal with a (lower-case) language tag."""
    return f'"{escape(value)}"@{language.lower()}'


def integer(value: int) -> Term:
    return f'"{value}"^^{XSD.integer}'


def boolean(value: bool) -> Term:
    return f'"{"true" if value else "false"}"^^{XSD.boolean}'


def decimal(value: Decimal | float) -> Term:
    """Make a canonical xsd:decimal, as XSD 1.1 has it: no exponent, no trailing zero, no point without need.

    >>> decimal(1.10), decimal(12)
    ('"1.1"^^<http://www.w3.org/2001/XMLSchema#decimal>', '"12"^^<http://www.w3.org/2001/XMLSchema#decimal>')
    """
    plain = format(Decimal(str(value)), "f")
    canonical = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return f'"{"0" if canonical in {"-0", ""} else canonical}"^^{XSD.decimal}'


_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T\d{2}:\d{2}(?::\d{2})?)?\Z", re.ASCII)


def date(value: str) -> Term:
    """Make a date literal of the precision given: `2023`, `2023-09` or `2023-09-25`.

    `2023-09` is an xsd:gYearMonth and never becomes a day. A time of day is dropped.
    A day that no calendar has is a `RecordError`.
    """
    found = _DATE.match(value)
    if not found:
        raise RecordError(f"{value!r} is not a date; dates are YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = found.groups()
    try:
        datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise RecordError(f"{value!r} is not a date: {error}") from error
    if day:
        return f'"{year}-{month}-{day}"^^{XSD.date}'
    return f'"{year}-{month}"^^{XSD.gYearMonth}' if month else f'"{year}"^^{XSD.gYear}'


def iri(value: str) -> Term:
    """Make an IRI term; a `RecordError` where it is not an absolute IRI or would break out of `<…>`."""
    if _NOT_IN_IRI.search(value) or ":" not in value:
        raise RecordError(f"{value!a} is not an absolute IRI")
    return f"<{value}>"


def web_page(value: str) -> Term | None:
    """Make an IRI term of a web address that somebody typed, or None where it is not one."""
    if _NOT_IN_IRI.search(value):
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return f"<{value}>" if parts.scheme in {"http", "https", "ftp"} and parts.netloc else None


def inside(term: Term) -> str:
    """Give the IRI of an IRI term, without its brackets."""
    return term[1:-1]


def checked_base(value: str) -> str:
    """Check a base IRI for the data: absolute, and ending in `/` or `#`."""
    if _NOT_IN_IRI.search(value) or not re.match(r"[a-z][a-z0-9+.-]*:\S+[/#]\Z", value):
        raise KgError(
            f"{value!r} cannot be a base IRI: give an absolute IRI that ends in '/', such as {DEFAULT_BASE}"
        )
    return value


def code(scheme: str, value: str) -> Term:
    """Name a code of a code list: `code("phase", "PHASE2")`. Codes are the API's enums, in ASCII."""
    if not re.fullmatch(r"[A-Za-z0-9_.-]+", value, re.ASCII):
        raise RecordError(f"{value!r} is not a code of the list {scheme!r}")
    return f"<{CODES}{scheme}/{value}>"


def in_iri(registry_id: str) -> str:
    """Spell a registry's id for an IRI and a file name: CTRI and SLCTR put slashes into theirs.

    >>> in_iri("CTRI/2020/03/024402")
    'CTRI-2020-03-024402'
    """
    return registry_id.replace("/", "-")


def slug(value: str, length: int = 48) -> str:
    """Spell a name for an IRI: ASCII, lower-case, hyphens.

    >>> slug("Hôpital Saint-Éloi, Montpellier")
    'hopital-saint-eloi-montpellier'
    """
    ascii_only = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:length].strip("-")


@lru_cache(maxsize=1 << 16)
def named(kind: str, name: str, *distinguishing: str | None) -> str:
    """Mint a path from what a thing is called, and a hash of that and what tells it apart.

    Case and white space do not count, so two spellings that differ only there are one thing.
    """
    key = "\n".join(" ".join((part or "").casefold().split()) for part in (name, *distinguishing))
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{kind}/{slug(name) or 'unnamed'}-{digest}"
