"""ClinicalTrials.gov's legacy XML: `<clinical_study>`, in both generations of its schema.

The registry gave it out until 2024, one study a file, all of them as AllPublicXML.zip.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from kg.errors import RecordError
from kg.sources._ctgov_xml_added import derived_section, document_section, unposted
from kg.sources._ctgov_xml_protocol import protocol_section
from kg.sources._ctgov_xml_results import results_section
from kg.sources._words import Wordings, iso_date
from kg.sources._xml import Part, parse
from kg.study import Study
from kg.study.beside import Beside

TITLE = "ClinicalTrials.gov legacy XML"

MAX_DOCUMENT = 256 * 1024 * 1024
_ROOT = "clinical_study"


def recognises(head: bytes) -> bool:
    """Tell by the element that holds a study, in XML of UTF-8 or UTF-16."""
    is_xml = head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")
    return is_xml and any(f"<{_ROOT}".encode(code) in head for code in ("utf-8", "utf-16-le", "utf-16-be"))


def records(stream: BinaryIO) -> Iterator[tuple[str, bytes | RecordError]]:
    """Yield the study of a document, or each study of a document that wraps several."""
    content = stream.read(MAX_DOCUMENT + 1)
    if len(content) > MAX_DOCUMENT:
        yield (
            "document",
            RecordError(f"more than {MAX_DOCUMENT >> 20} MB in one XML document; give one study a file"),
        )
        return
    if content.count(b"</clinical_study>") < 2:
        yield "study 1", content
        return
    try:
        studies = parse(content).iter(_ROOT)
    except RecordError as error:
        yield "document", error
        return
    for number, one in enumerate(studies, start=1):
        yield f"study {number}", etree.tostring(one, encoding="utf-8")


def study(record: bytes) -> Study:
    """Read one study."""
    root = parse(record)
    if root.tag != _ROOT:
        raise RecordError(f"<{root.tag}> is the outermost element, not <{_ROOT}>")
    part, words = Part(root), Wordings()
    header = part.part("required_header")
    source_url, record_date = header.text("url"), _processed(header.text("download_date"))
    header.ignore("link_text")
    results = part.part("clinical_results") if "clinical_results" in part else None
    protocol = protocol_section(part, words)
    derived, documents, annotation = derived_section(part), document_section(part, words), unposted(part)
    given = results_section(results, words) if results else None
    # derived by the registry from what is read anyway
    part.ignore("number_of_arms", "number_of_groups", "location_countries")
    return Study(
        protocol_section=protocol,
        results_section=given,
        annotation_section=annotation,
        document_section=documents,
        derived_section=derived,
        has_results=given is not None,
        trialkg=Beside(
            source_url=source_url,
            record_date=record_date,
            other_facts=[*words.other_facts, *part.other_facts()],
        ),
    )


def _processed(words: str | None) -> str | None:
    """Read the date out of "ClinicalTrials.gov processed this data on June 17, 2013"."""
    return iso_date(words.rpartition(" on ")[2]) if words else None
