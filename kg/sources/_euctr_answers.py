"""Reads the answers of the EudraCT form, and says which of them are left out and why."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.sources._euctr_form import label, untranslated
from kg.sources._fields import Fields, left_out_table, why_left_out
from kg.sources._register_words import UNANSWERED
from kg.sources._words import Wordings, fold

_MEMBER = re.compile(r"(\w+)\[(\d+)\]\Z")
_LIST_WORDS = {
    "b1_sponsor": "Sponsor",
    "b4_sources_of_monetary_or_material_support": "support",
    "dimp": "D.IMP",
    "d38_imp_identification_details": "active substance",
    "d8_placebo": "D.8 Placebo",
    "e12_meddra_classification": "MedDRA term",
    "g4_investigator_networks": "G.4 Investigator network",
}
# lists of boxes, of which those that are ticked are kept
_BOXES = re.compile(
    r"(dimp\.)?(d21|d25|d341|d3111|d311[2-9]|d3111[0-3]|d3113[1-5])_.*"
    r"|e(6\d+|71|71[123]|7[234]|81\d?|82[123])_.*"
    r"|f(11[1-6]|1[23]|31|32|33|33[1-7])_.*"
)
UNTICKED = "a box of a list that is not ticked; the ticked ones are kept"
UNSTATED = "the register itself says that there is no answer"

LEFT_OUT = left_out_table(
    {
        r"ctrname|_id": "names the register and the record, which the ids say",
        r"(b1_sponsor\._b1_sponsor|dimp\._dimp|d8_placebo\._d8_placebo)": "numbers the members of a list",
        r"g4_investigator_networks\.g4_investigator_network_to_be_.*": "numbers the members of a list",
        r"b1_sponsor\.(b53[123]_.*|b55_fax_number)": "postal address and fax of a contact point: "
        "contact details stay out of other facts",
        r"@attributes\..*|eudractNumber|sponsor": "the results' own header; the form states the same",
        r"trialInformation\.sponsors\..*": "contacts of the results' author, with names and addresses; "
        "the form states the sponsor and its contact point",
        r".*(@attributes\..*|\.eutctId|\.version|\.readyForValues)": "keys and versions inside the results "
        "database, which mean nothing outside it",
        r"(subjectDisposition|baselineCharacteristics|endPoints|adverseEvents|subjectAnalysisSets)\..*": (
            "baseline tables, statistical analyses and keys of the results, which are not read"
        ),
    }
)


def stated(fields: Fields, start: str) -> str | None:
    """Give the answer of the field whose name is `start`, or begins with it and a new word, in English."""
    for key in _keys(fields, start):
        words = fields.text(key) if untranslated(key)[1] is None else None
        if words and fold(words) != UNANSWERED:
            return words
    return None


def in_any_language(fields: Fields, start: str) -> str | None:
    """Give an answer in English, or in the first language there is."""
    return stated(fields, start) or next(filter(None, map(fields.text, _keys(fields, start))), None)


def ticked(fields: Fields, start: str, wordings: Wordings) -> bool | None:
    """Read a yes or a no; an answer that is neither is kept."""
    words = stated(fields, start)
    answer = {"yes": True, "no": False, "true": True, "false": False}.get(fold(words or ""))
    if answer is None and words:
        wordings.keep(label(next(_keys(fields, start))), words)
    return answer


def keep_answers(fields: Fields, wordings: Wordings) -> None:
    """Keep every answer that was not read under its field's label."""
    for at, words in fields.unread():
        if why_answer_is_left_out(at, words) is None:
            wordings.keep(fact_name(at), words)


def why_answer_is_left_out(at: str, words: str) -> str | None:
    """Say why an answer is left out, or None where it is not."""
    path = re.sub(r"\[\d+\]", "", at)
    if fold(words) == UNANSWERED:
        return UNSTATED
    if fold(words) == "no" and _BOXES.fullmatch(path):
        return UNTICKED
    return why_left_out(at, LEFT_OUT)


def fact_name(at: str) -> str:
    """Name a field as the form does, with the member of the list it belongs to.

    >>> fact_name("dimp[2].d32_product_code")
    'D.IMP 2: D.3.2 Product code'
    """
    *outer, key = at.split(".")
    members = [found for one in outer if (found := _MEMBER.match(one)) and found[1] in _LIST_WORDS]
    if len(members) < len(outer):
        return at
    inside = ", ".join(f"{_LIST_WORDS[found[1]]} {found[2]}" for found in members)
    return f"{inside}: {label(key)}" if inside else label(key)


def _keys(fields: Fields, start: str) -> Iterator[str]:
    return (key for key in fields.names() if key == start or key.startswith(f"{start}_"))
