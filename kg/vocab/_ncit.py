"""What the NCI Thesaurus says of kinds: semantic types, and names of regimens."""

from __future__ import annotations

_TYPES = {
    "Antibiotic": "drug",
    "Biologically Active Substance": "drug",
    "Biomedical or Dental Material": "drug",
    "Chemical": "drug",
    "Chemical Viewed Functionally": "drug",
    "Chemical Viewed Structurally": "drug",
    "Clinical Drug": "drug",
    "Hazardous or Poisonous Substance": "drug",
    "Hormone": "drug",
    "Immunologic Factor": "drug",
    "Inorganic Chemical": "drug",
    "Organic Chemical": "drug",
    "Pharmacologic Substance": "drug",
    "Steroid": "drug",
    "Vitamin": "drug",
    "Diagnostic Procedure": "procedure",
    "Laboratory Procedure": "procedure",
    "Therapeutic or Preventive Procedure": "procedure",
    "Acquired Abnormality": "condition",
    "Anatomical Abnormality": "condition",
    "Congenital Abnormality": "condition",
    "Disease or Syndrome": "condition",
    "Injury or Poisoning": "condition",
    "Mental or Behavioral Dysfunction": "condition",
    "Neoplastic Process": "condition",
    "Pathologic Function": "condition",
    "Sign or Symptom": "condition",
}


def kind(types: list[str], label: str) -> str:
    """Tell the kind by the semantic types, in their order, and by the name of a regimen.

    >>> kind(["Therapeutic or Preventive Procedure"], "FOLFOX Regimen")
    'regimen'
    """
    found = next((_TYPES[each] for each in types if each in _TYPES), "")
    return "regimen" if found in ("", "drug", "procedure") and label.endswith(" Regimen") else found


def kind_by_lists(lists: list[str], label: str) -> str:
    """Tell the kind by the lists that a concept is on; "" where they differ.

    >>> kind_by_lists(["evs2018_intervention"], "Mesna"), kind_by_lists(["pdq2016"], "Videothoracoscopy")
    ('drug', '')
    """
    is_disease = any("disease" in each or each.startswith("oncotree") for each in lists)
    is_drug = any("intervention" in each or "drug" in each for each in lists)
    if is_disease == is_drug:
        return ""
    return "condition" if is_disease else kind(["Pharmacologic Substance"], label)
