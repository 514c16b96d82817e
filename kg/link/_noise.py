"""Words beside a name that say how much, how and in which form it is given, and not what."""

from __future__ import annotations

import re

from kg.folding import fold, words

AMOUNT = re.compile(
    r"""(?<![\w-])(?:[<>≤≥~]\s*)?\d[\d.,]*(?:\s*(?:-|–|to|x|×)\s*\d[\d.,]*)*\s*
        (?:%|(?:m|µ|μ|mc|u|n|k)?g|m?l|m?iu|m?m|units?|mmol|mol|m?ci|[mg]bq|c?gy)?
        (?:\s*(?:/|per)\s*(?:m2|m²|m\^2|kg|d|day|h|hr|ml|l|dose|week|auc))*(?=\W|$)""",
    re.IGNORECASE | re.VERBOSE,
)
_SALTS = """
    hydrochloride dihydrochloride hcl chloride sodium disodium potassium calcium magnesium zinc
    sulfate sulphate phosphate diphosphate acetate mesylate mesilate dimesylate tosylate tosilate
    ditosylate besylate maleate dimaleate malate fumarate succinate citrate tartrate bitartrate
    lactate bromide hydrobromide nitrate pamoate palmitate propionate dipropionate valerate esylate
    aspartate camsylate hydrate monohydrate dihydrate anhydrous trihydrate
"""
_FORMS = """
    injection injectable infusion tablet tab capsule cap pill solution suspension powder cream gel
    ointment patch spray aerosol inhaler drop eyedrop vial ampoule syrup granule lozenge suppository
    film coated lyophilized emulsion concentrate formulation liquid implant depot pen syringe
    prefilled bolus oral intravenous iv po im sc sq ip it intramuscular subcutaneous intraperitoneal
    intrathecal intravesical intraarterial intratumoral intravitreal topical ophthalmic nasal
    intranasal inhaled inhalation transdermal sublingual rectal vaginal intradermal perioperative
    preoperative postoperative daily weekly monthly biweekly bid tid qid qd q once twice low high
    dose dosage fixed standard single multiple repeated full reduced loading maintenance mg ml kg
    generic brand original reference human recombinant humanized humanised
"""
_ABOUT = """
    drug treatment therapy therapeutic administration regimen agent group arm cohort experimental
    active study test product medication use the a an of for in by via as to with usp
    extended release immediate delayed sustained controlled modified er xr sr ir cr dr
"""
NOISE = frozenset(
    word.folded for said in (_SALTS, _FORMS, _ABOUT) for name in said.split() for word in words(name)
)


def is_noise(text: str) -> bool:
    """Tell whether a text says nothing but amounts, forms, routes and salts.

    >>> is_noise("hydrochloride 50 mg/m2 (tablets)"), is_noise("and radiotherapy")
    (True, False)
    """
    return not text or all(word.folded in NOISE for word in words(AMOUNT.sub(" ", text)))


def core(text: str) -> tuple[int, int]:
    """Give the span of a text without the noise at either end; an empty span where all is noise.

    >>> text = "Regoraffenib tablets 40 mg"; start, end = core(text); text[start:end]
    'Regoraffenib'
    """
    kept = words(AMOUNT.sub(lambda found: " " * len(found[0]), text))
    while kept and kept[0].folded in NOISE:
        del kept[0]
    while kept and kept[-1].folded in NOISE:
        del kept[-1]
    return (kept[0].start, kept[-1].end) if kept else (0, 0)


def folded_core(text: str) -> str:
    """Give the form by which the core of a text is compared."""
    start, end = core(text)
    return fold(text[start:end])
