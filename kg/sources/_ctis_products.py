"""The medicinal products of a CTIS trial with their roles, and its arms."""

from __future__ import annotations

from kg.sources._fields import Fields
from kg.sources._words import fold, is_blank
from kg.study.protocol import ArmGroup, ArmsInterventionsModule, Intervention

# the register's numbers of the roles that `productRoleName` names in words
ROLE = {"1": "Test", "2": "Comparator", "3": "Placebo", "4": "Auxiliary"}
CHEMICAL = "chemical"
OTHER_NAMES = (
    "productDictionaryInfo.productOtherName",
    "productDictionaryInfo.shortName",
    "productDictionaryInfo.sponsorProductCode",
    "productDictionaryInfo.sponsorSubstanceCode",
    "productDictionaryInfo.activeSubstanceOtherDescriptiveName",
)


def arms_and_interventions(part: Fields) -> ArmsInterventionsModule:
    """Read products in the order of their roles, and the arms of every period."""
    interventions = []
    seen: set[str] = set()
    for group in part.each("productRoleGroupInfos"):
        role = group.text("productRoleName") or ROLE.get(group.text("productRoleCode") or "")
        products = group.each("products")
        seen.update(words for product in products for words in product.texts("id"))
        interventions += [_product(product, role) for product in products]
        if not products and (name := group.text("comments")):
            interventions.append(Intervention(type="DRUG", name=name, description=_lines(("Role", role))))
    for product in part.each("products"):
        if product.text("id") not in seen:
            interventions.append(_product(product, ROLE.get(product.text("mpRoleInTrial") or "")))
    return ArmsInterventionsModule(arm_groups=_arms(part), interventions=interventions)


def _product(product: Fields, role: str | None) -> Intervention:
    entry = "productDictionaryInfo"
    parts = _distinct(product.texts(f"{entry}.productSubstances.actSubstName"))
    names = _distinct(
        [
            *product.texts("productName"),
            *product.texts(f"{entry}.prodName"),
            *product.texts("nameDisplay"),
            *product.texts("scientificProductName"),
            *product.texts(f"{entry}.activeSubstanceName"),
            " + ".join(parts),
            *(words for path in OTHER_NAMES for words in product.texts(path)),
            *(product.texts(f"{entry}.productSubstances.synonyms") if len(parts) == 1 else []),
        ]
    )
    for path in ("jsonActiveSubstanceNames", "sponsorProductCodeEdit"):
        product.texts(path)
    return Intervention(
        type=_kind(product),
        name=names[0] if names else None,
        other_names=names[1:],
        description=_description(product, role),
    )


def _kind(product: Fields) -> str:
    """Tell a biological product by the origin of its substances or the box for advanced therapies."""
    path = "productDictionaryInfo.productSubstances"
    origins = {
        fold(words)
        for name in ("substanceOrigin", "actSubstOrigin")
        for words in product.texts(f"{path}.{name}")
        if not is_blank(words)
    }
    is_advanced = product.text("anAdvancedTherapyMedicinalProduct") == "true"
    return "BIOLOGICAL" if is_advanced or (origins and CHEMICAL not in origins) else "DRUG"


def _description(product: Fields, role: str | None) -> str | None:
    daily, total = (
        " ".join(words for name in names if (words := product.text(name)))
        for names in (("maxDailyDoseAmount", "doseUom"), ("maxTotalDoseAmount", "doseUomTotal"))
    )
    return _lines(
        ("Role", role),
        ("Pharmaceutical form", product.text("productDictionaryInfo.pharmForm")),
        ("Routes", ", ".join(product.texts("routes"))),
        ("Strength", product.text("productDictionaryInfo.strength")),
        ("Maximum daily dose", daily),
        ("Maximum total dose", total),
    )


def _arms(part: Fields) -> list[ArmGroup]:
    """Read arms; which products they are given is not stated."""
    path = "trialDetails.protocolInformation.studyDesign.periodDetails.armDetails"
    arms = [ArmGroup(label=one.text("title"), description=one.text("description")) for one in part.each(path)]
    once = {arm.label: arm for arm in reversed(arms) if arm.label}  # an arm goes through several periods
    return list(reversed(once.values()))


def _distinct(names: list[str]) -> list[str]:
    """Leave out blanks, and names that differ from an earlier one in letter case only."""
    found = {name.casefold(): name for name in reversed(names) if name and not is_blank(name)}
    return list(reversed(found.values()))


def _lines(*pairs: tuple[str, str | None]) -> str | None:
    stated = [f"{name}: {words}" for name, words in pairs if words and not is_blank(words)]
    return "\n".join(stated) or None
