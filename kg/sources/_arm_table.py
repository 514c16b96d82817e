"""The table of arms and interventions as text: headings by their type, whatever bullets ran into them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.sources._words import ARM_TYPE, INTERVENTION_TYPE, fold
from kg.study.protocol import ArmGroup, ArmsInterventionsModule, Intervention

_HEADER = "Arm Intervention/Treatment"
_HEADING = re.compile(r"([A-Z][A-Za-z/]+(?: [A-Z][a-z]+){0,2}):\s*(.+)\Z")

Name = tuple[str, str]


class _Arm:
    def __init__(self, kind: str | None, label: str) -> None:
        self.kind, self.label = kind, label
        self.description: list[str] = []
        self.given: dict[Name, None] = {}


class _Given:
    def __init__(self) -> None:
        self.description: list[str] = []
        self.other_names: dict[str, None] = {}
        self.arms: dict[str, None] = {}


def arms_and_interventions(lines: Iterable[str]) -> ArmsInterventionsModule:
    """Read the table; an intervention that several arms receive is one, with all their labels."""
    stripped = [line.strip() for line in lines]
    table = _Table()
    for number, line in enumerate(stripped):
        table.read(line, stripped[number + 1 :])
    return ArmsInterventionsModule(
        arm_groups=[
            ArmGroup(
                label=arm.label,
                type=ARM_TYPE.get(fold(arm.kind or "")),
                description=_passage(arm.description),
                intervention_names=[f"{kind}: {name}" for kind, name in arm.given],
            )
            for arm in table.arms
        ],
        interventions=[
            Intervention(
                type=INTERVENTION_TYPE.get(fold(kind)),
                name=name,
                description=_passage(given.description),
                arm_group_labels=list(given.arms),
                other_names=list(given.other_names),
            )
            for (kind, name), given in table.interventions.items()
        ],
    )


class _Table:
    """Reads line by line: what a line is depends on its own words and on the heading it stands under."""

    def __init__(self) -> None:
        self.arms: list[_Arm] = []
        self.interventions: dict[Name, _Given] = {}
        self._given: _Given | None = None
        self._described: list[str] = []
        self._in_other_names = False

    def read(self, line: str, rest: list[str]) -> None:
        """Take one stripped line; the lines after it tell what an `Other:` is."""
        bare = line.lstrip("•").strip()
        kind, words = _heading(bare)
        if kind in ARM_TYPE and (kind != "other" or self._is_arm(words, rest)):
            self._begin_arm(words[0], words[1])
        elif kind in INTERVENTION_TYPE:
            self._begin_intervention(words)
        elif bare == "Other Names:":
            self._in_other_names = True
        elif self._in_other_names and self._given and line.startswith("•"):
            if bare:
                self._given.other_names[bare] = None
        elif bare and bare != _HEADER:
            self._in_other_names = False
            if not self.arms and not self._given:
                self._begin_arm(None, bare)
            else:
                self._described.append(bare)
        elif not bare and self._described:
            self._described.append("")

    def _is_arm(self, words: Name, rest: list[str]) -> bool:
        """Tell the arm `Other: X` from the intervention: an arm comes first, or after an arm's interventions.

        There, it is an arm where an intervention follows that is known already or is of another type.
        """
        if not self.arms or not self.arms[-1].given:
            return not self.arms
        following = next((found for line in rest if (found := _heading(line.lstrip("• ")))[0]), ("", words))
        kind, name = following
        is_intervention = kind in INTERVENTION_TYPE and (kind != "other" or name in self.interventions)
        return words not in self.interventions and is_intervention

    def _begin_arm(self, kind: str | None, label: str) -> None:
        arm = _Arm(kind, label)
        self.arms.append(arm)
        self._given, self._described, self._in_other_names = None, arm.description, False

    def _begin_intervention(self, name: Name) -> None:
        known = name in self.interventions
        given = self.interventions.setdefault(name, _Given())
        if self.arms:
            self.arms[-1].given[name] = None
            given.arms[self.arms[-1].label] = None
        # the words under a second entry of an intervention are those of the first
        self._given, self._described, self._in_other_names = given, [] if known else given.description, False


def _heading(line: str) -> tuple[str, Name]:
    """Part a heading into its folded type, and its type and name as written; "" where it is none."""
    found = _HEADING.match(line)
    kind = fold(found[1]) if found else ""
    if not found or kind not in {**ARM_TYPE, **INTERVENTION_TYPE}:
        return "", ("", "")
    return kind, (found[1], found[2].strip())


def _passage(lines: list[str]) -> str | None:
    return "\n".join(lines).strip() or None
