"""Interventions of WHO ICTRP, as each kind of register writes them; arms where it names them."""

from __future__ import annotations

import re

from kg.sources._ictrp_text import BETWEEN, pieces_of, plain
from kg.sources._words import INTERVENTION_TYPE, Wordings, fold, is_blank
from kg.study.protocol import ArmGroup, ArmsInterventionsModule, Intervention

LONGEST_NAME = 200
_GROUP = re.compile(r"[^:;]{0,60}\b(?:group|arm|cohort|series|control|test)\b[^:;]{0,30}\Z", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:Control )?Intervention ?\d+:\s*", re.IGNORECASE)
_PRODUCT = re.compile(r"\b(?:Trade Name|Product Name):", re.IGNORECASE)
_FIELD = re.compile(r"^([A-Z][A-Za-z ,/-]{2,60}):\s*(.*)$", re.MULTILINE)
_NOTHING = re.compile(
    r"(?:nil|na|n/a|no|none|non|null|without|not applicable|no intervention)\.?\Z", re.IGNORECASE
)
# what a product is called by, the best name first
_PRODUCT_NAMES = ("inn or proposed inn", "product name", "trade name", "product code")


def arms_interventions(text: str, words: Wordings) -> ArmsInterventionsModule:
    """Read what is given, and to whom where arms are named."""
    if not text.strip():
        return ArmsInterventionsModule()
    whole = plain(text) or ""
    if _PRODUCT.search(whole):
        return ArmsInterventionsModule(interventions=_products(whole))
    if _NUMBERED.match(whole):
        pieces = [piece.strip() for piece in _NUMBERED.split(whole) if piece.strip()]
        return _by_arm(pieces)
    pieces = pieces_of(text)
    if BETWEEN not in text and pieces and all(":" in piece for piece in pieces):
        kinds = [piece.partition(":")[0] for piece in pieces]
        if all(fold(kind) in INTERVENTION_TYPE for kind in kinds):
            return ArmsInterventionsModule(interventions=_typed(pieces, words))
        if all(_GROUP.match(kind) for kind in kinds):
            return _by_arm(pieces)
    return ArmsInterventionsModule(interventions=[] if _NOTHING.match(whole) else [_named(whole)])


def _typed(pieces: list[str], words: Wordings) -> list[Intervention]:
    """Read `Drug: Sintilimab`, as ClinicalTrials.gov sends it."""
    found = []
    for piece in pieces:
        kind, _, name = piece.partition(":")
        code = words.code(INTERVENTION_TYPE, "Intervention type", kind)
        found.append(Intervention(type=code, name=name.strip() or kind))
    return found


def _by_arm(pieces: list[str]) -> ArmsInterventionsModule:
    """Read `Control group: placebo`: an arm, and what it receives."""
    arms, interventions = [], []
    labels: set[str] = set()
    for number, piece in enumerate(pieces, start=1):
        head, colon, given = piece.partition(":")
        is_label = bool(colon) and len(head) <= 90
        label = head.strip() if is_label else f"Intervention {number}"
        label = label if label not in labels else f"{label} ({number})"
        labels.add(label)
        text = given.strip() if is_label else piece
        arms.append(ArmGroup(label=label, description=text if len(text) > LONGEST_NAME else None))
        if text and not _NOTHING.match(text) and not is_blank(text):
            one = _named(text)
            interventions.append(
                Intervention(name=one.name, description=one.description, arm_group_labels=[label])
            )
    return ArmsInterventionsModule(arm_groups=arms, interventions=interventions)


def _products(whole: str) -> list[Intervention]:
    """Read the medicinal products of an EU form, each by its active substance, product or trade name."""
    found = []
    for lines in _product_lines(whole):
        fields = dict(reversed(lines))
        names = list(dict.fromkeys(fields[key] for key in _PRODUCT_NAMES if key in fields))
        if names:
            text = "\n".join(f"{name.capitalize()}: {value}" for name, value in lines)
            found.append(Intervention(type="DRUG", name=names[0], other_names=names[1:], description=text))
    return list({(one.name, *one.other_names): one for one in reversed(found)}.values())[::-1]


def _product_lines(whole: str) -> list[list[tuple[str, str]]]:
    """Cut a form into products: each begins with its trade name, or without one with its product name."""
    products: list[list[tuple[str, str]]] = [[]]
    for name, value in _FIELD.findall(whole):
        field = name.strip().lower()
        has_begun = any(known != "trade name" for known, _ in products[-1])
        if products[-1] and (field == "trade name" or (field == "product name" and has_begun)):
            products.append([])
        if value.strip():
            products[-1].append((field, value.strip()))
    return products


def _named(text: str) -> Intervention:
    """Name an intervention by its text; of a long one by its beginning, and keep the whole as description."""
    if len(text) <= LONGEST_NAME and "\n" not in text:
        return Intervention(name=text)
    start = text.partition("\n")[0][:LONGEST_NAME]
    name = start if len(start) < LONGEST_NAME else start.rpartition(" ")[0] or start
    return Intervention(name=name.strip() or text[:LONGEST_NAME], description=text)
