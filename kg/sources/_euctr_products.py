"""Section D of the EudraCT form, medicinal products and placebos, and the arms that results name."""

from __future__ import annotations

from kg.sources._euctr_answers import fact_name, stated, ticked
from kg.sources._fields import Fields
from kg.sources._words import Wordings, is_blank
from kg.study.protocol import ArmGroup, ArmsInterventionsModule, Intervention

ARM_TYPE = {
    "ARM_TYPE.experimental": "EXPERIMENTAL",
    "ARM_TYPE.activeComp": "ACTIVE_COMPARATOR",
    "ARM_TYPE.placeboComp": "PLACEBO_COMPARATOR",
    "ARM_TYPE.shamComp": "SHAM_COMPARATOR",
    "ARM_TYPE.noImp": "NO_INTERVENTION",
    "ARM_TYPE.other": "OTHER",
}
# boxes of D.3.11 that make a product something else than a drug; the first that is ticked counts
KINDS = {
    "d31132": "GENETIC",
    "d31134": "COMBINATION_PRODUCT",
    "d3114": "COMBINATION_PRODUCT",
    "d3112": "BIOLOGICAL",
}
PERIODS = "subjectDisposition.postAssignmentPeriods.postAssignmentPeriod"


def arms_and_interventions(form: Fields, wordings: Wordings) -> ArmsInterventionsModule:
    """Read products and placebos, and the arms of the results with the products they are given."""
    products = [_product(imp, wordings) for imp in form.each("dimp")]
    placebos = [one for found in form.each("d8_placebo") if (one := _placebo(found, wordings))]
    interventions = products + placebos
    arms: dict[str, ArmGroup] = {}
    for period in form.each(PERIODS):
        for arm in period.each("arms.arm"):
            given = [_given(product, interventions) for product in arm.each("armProducts.armProduct")]
            found = _arm(arm, [name for name in given if name], wordings)
            if found.label and found.label not in arms:
                arms[found.label] = found
    return ArmsInterventionsModule(arm_groups=list(arms.values()), interventions=interventions)


def _product(imp: Fields, wordings: Wordings) -> Intervention:
    substances = list(dict.fromkeys(imp.texts("d38_imp_identification_details.d38_inn__proposed_inn")))
    inn = " + ".join(name for name in substances if not is_blank(name))
    names = [
        stated(imp, "d31"),
        stated(imp, "d2111"),
        inn,
        *imp.texts("d38_imp_identification_details.d393_other_descriptive_name"),
        stated(imp, "d32"),
        *imp.texts("d38_imp_identification_details.d392_current_sponsor_code"),
    ]
    distinct = _distinct(names)
    return Intervention(
        type=_kind(imp, wordings),
        name=distinct[0] if distinct else None,
        other_names=distinct[1:],
        description=_lines(
            ("Role", stated(imp, "d12_and_d13")),
            ("Pharmaceutical form", stated(imp, "d34")),
            ("Route", stated(imp, "d37")),
            *_strengths(imp),
        ),
    )


def _strengths(imp: Fields) -> list[tuple[str, str | None]]:
    """Say the strength of each substance: `equal 150 mg/ml milligram(s)/millilitre`."""
    parts = ("d3102_concentration_type", "d3103_concentration_number", "d3101_concentration_unit")
    found = [
        " ".join(words for part in parts if (words := substance.text(part)))
        for substance in imp.each("d38_imp_identification_details")
    ]
    return [("Strength", strength) for strength in found]


def _kind(imp: Fields, wordings: Wordings) -> str:
    """Tell what a product is; a placebo or a product that says nothing of itself is a drug."""
    is_chemical = ticked(imp, "d3111", wordings)
    kinds = {start: ticked(imp, start, wordings) for start in KINDS}
    for start, is_kind in kinds.items():
        if is_kind and not (start == "d3112" and is_chemical):
            return KINDS[start]
    return "DRUG"


def _placebo(found: Fields, wordings: Wordings) -> Intervention | None:
    if ticked(found, "d81", wordings) is False:
        return None
    words = [("Pharmaceutical form", stated(found, "d83")), ("Route", stated(found, "d84"))]
    return Intervention(type="DRUG", name="Placebo", description=_lines(*words))


def _arm(arm: Fields, given: list[str], wordings: Wordings) -> ArmGroup:
    words = arm.text("type.value")
    kind = ARM_TYPE.get(words or "")
    if not kind:
        wordings.keep(fact_name(f"{PERIODS}.arms.arm.type"), words)
    return ArmGroup(
        label=arm.text("title"),
        type=kind,
        description=arm.text("description"),
        intervention_names=list(dict.fromkeys(given)),
    )


def _given(product: Fields, interventions: list[Intervention]) -> str | None:
    """Find the product an arm is given by any of its names; one that section D does not have is added."""
    name = product.text("name")
    names = _distinct([name, product.text("code"), *_listed(product.text("otherNames"))])
    dose = product.text("doseAndAdministrationDetails")
    keys = {one.casefold() for one in names}
    for position, known in enumerate(interventions):
        if keys & {one.casefold() for one in [known.name, *known.other_names] if one}:
            interventions[position] = _with_dose(known, dose)
            return known.name
    if name:
        others = [one for one in names if one != name]
        interventions.append(Intervention(name=name, other_names=others, description=dose))
    return name


def _with_dose(known: Intervention, dose: str | None) -> Intervention:
    lines = (known.description or "").split("\n")
    if not dose or f"Dose: {dose}" in lines:
        return known
    return Intervention(
        type=known.type,
        name=known.name,
        other_names=known.other_names,
        description="\n".join([*filter(None, lines), f"Dose: {dose}"]),
    )


def _listed(words: str | None) -> list[str]:
    return [one.strip() for one in (words or "").split(",")]


def _distinct(names: list[str | None]) -> list[str]:
    """Leave out blanks, and names that differ from an earlier one in letter case only."""
    found = {name.casefold(): name for name in reversed(names) if name and not is_blank(name)}
    return list(reversed(found.values()))


def _lines(*pairs: tuple[str, str | None]) -> str | None:
    return "\n".join(dict.fromkeys(f"{name}: {words}" for name, words in pairs if words)) or None
