"""WHO ICTRP as XML: the export of its website, and what registries send to it (who_ictrp.dtd)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from kg.errors import RecordError
from kg.sources._ictrp import study_of_row
from kg.sources._ictrp_text import BETWEEN
from kg.sources._xml import broken, parse, refuse_entities
from kg.study import Study

TITLE = "WHO ICTRP XML"

_TRIALS = re.compile(
    rb"<Trials_downloaded_from_ICTRP\b|<trial>\s*<main>|<Trial>\s*<TrialID>|<trials>\s*<trial>"
)
_BEFORE = 1 << 16
# the contact persons of a provider's file are put together from these columns
_CONTACT = {
    "firstname": "Contact_Firstname",
    "lastname": "Contact_Lastname",
    "email": "Contact_Email",
    "telephone": "Contact_Tel",
    "affiliation": "Contact_Affiliation",
}

_REPEATED = frozenset(["country2", "hc_keyword", "prim_outcome", "sec_outcome", "sponsor_name", "sec_id"])


def recognises(head: bytes) -> bool:
    """Tell XML by the elements that hold trials."""
    is_xml = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    return is_xml and bool(_TRIALS.search(head)) and b"<clinical_study" not in head


def records(stream: BinaryIO) -> Iterator[tuple[str, bytes | RecordError]]:
    """Yield trial after trial as the file is read; those before a place where it is broken are kept."""
    head = stream.read(_BEFORE)
    stream.seek(0)
    try:
        refuse_entities(head)
    except RecordError as error:
        yield "document", error
        return
    number = 0
    events = etree.iterparse(
        stream,
        tag=("Trial", "trial"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for number, (_, element) in enumerate(events, start=1):
            yield f"trial {number}", etree.tostring(element, encoding="utf-8", with_tail=False)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        yield f"trial {number + 1}", RecordError(f"{broken(error)}; the trials before it were kept")


def study(record: bytes) -> Study:
    """Read one trial."""
    root = parse(record)
    if root.tag not in {"Trial", "trial"}:
        raise RecordError(f"<{root.tag}> is not a trial of WHO ICTRP")
    cells: dict[str, list[str]] = defaultdict(list)
    for contact in root.iter("contact"):
        for child in contact:
            if child.tag in _CONTACT:
                cells[_CONTACT[child.tag]].append(child.text or "")
    for contacts in root.findall("contacts"):
        root.remove(contacts)  # the rest of it is where a person lives
    for element in root.iter():
        if isinstance(element.tag, str) and not len(element) and (element.text or "").strip():
            # an element that may be repeated is one value, whatever stands between its words
            end = BETWEEN if element.tag in _REPEATED else ""
            cells[_name(element)].append(f"{element.text}{end}")
    return study_of_row({name: BETWEEN.join(texts) for name, texts in cells.items()})


def _name(element: etree._Element) -> str:
    """Name a field of a provider's file as the exports do."""
    names = {"sec_id": "Secondary_ids", "sponsor_name": "Secondary_sponsor"}
    return names.get(str(element.tag), str(element.tag))
