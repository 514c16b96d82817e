"""The arms and interventions of a snapshot page, which prints an intervention in its arms and once apart.

A name stands right before "Intervention Type"; in an arm its description follows, and so do the label
and the description of the next arm, with nothing between. What belongs to which is told by the
interventions that the page lists apart, with the description before the type. Only where those are
missing a short paragraph without a full stop is taken for the next label.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from kg.sources._words import ARM_TYPE, INTERVENTION_TYPE, Wordings
from kg.study.protocol import ArmGroup, ArmsInterventionsModule, Intervention

_LONGEST_LABEL: Final = 100  # characters, a rule of the registry
_TYPE_LINE = re.compile(r"(Group|Intervention) Type(?:\s+(\S.*))?")


@dataclass
class _Told:
    """An arm or an intervention as far as it has been read."""

    name: str
    kind: str | None = None
    description: list[str] = field(default_factory=list)
    interventions: list[str] = field(default_factory=list)

    @property
    def text(self) -> str | None:
        return "\n\n".join(self.description) or None

    @property
    def typed_name(self) -> str:
        return f"{self.kind.replace('_', ' ').title()}: {self.name}" if self.kind else self.name


def arms_and_interventions(
    groups: list[str], listed: list[str], wordings: Wordings
) -> ArmsInterventionsModule:
    """Read the paragraphs of the two sections into arms, and into interventions that are each given once."""
    known = _listed_interventions(listed, wordings)
    reading = _Groups(known, wordings)
    for paragraph in groups:
        reading.take(paragraph)
    reading.finish()
    names = {one.typed_name for one in known}
    told = known + [one for one in reading.interventions if one.typed_name not in names]
    return ArmsInterventionsModule(
        arm_groups=[
            ArmGroup(
                label=arm.name, type=arm.kind, description=arm.text, intervention_names=arm.interventions
            )
            for arm in reading.arms
        ],
        interventions=[_intervention(one, reading.arms) for one in told],
    )


def _intervention(one: _Told, arms: list[_Told]) -> Intervention:
    return Intervention(
        type=one.kind,
        name=one.name,
        description=one.text,
        arm_group_labels=[arm.name for arm in arms if one.typed_name in arm.interventions],
    )


def _listed_interventions(paragraphs: list[str], wordings: Wordings) -> list[_Told]:
    """Read name, description, "Intervention Type"; what a page breaks off in has no type and is left out."""
    found: list[_Told] = []
    pending: list[str] = []
    for paragraph in paragraphs:
        if line := _TYPE_LINE.fullmatch(paragraph):
            if pending:
                kind = wordings.code(INTERVENTION_TYPE, "Intervention Type", line[2])
                found.append(_Told(pending[0], kind, pending[1:]))
            pending = []
        else:
            pending.append(paragraph)
    return found


class _Groups:
    """Reads the paragraphs of the arms, one after the other."""

    def __init__(self, known: list[_Told], wordings: Wordings) -> None:
        self.known = known
        self.wordings = wordings
        self.arms: list[_Told] = []
        self.interventions: list[_Told] = []
        self._pending: list[str] = []
        self._undescribed: _Told | None = None

    def take(self, paragraph: str) -> None:
        """Take the next paragraph; a line of a type tells what the ones before it were."""
        line = _TYPE_LINE.fullmatch(paragraph)
        if not line:
            self._pending.append(paragraph)
        elif line[1] == "Group":
            self._describe(until=_first_label)
            if self._pending:
                kind = self.wordings.code(ARM_TYPE, "Group Type", line[2])
                self.arms.append(_Told(self._pending[0], kind, self._pending[1:]))
            self._pending = []
        elif self._pending:
            name = self._pending.pop()
            self._describe(until=len)
            self._add_untyped_arms()
            self._add_intervention(name, self.wordings.code(INTERVENTION_TYPE, "Intervention Type", line[2]))

    def finish(self) -> None:
        """Take what the section ends with."""
        self._describe(until=len)
        self._add_untyped_arms()

    def _add_intervention(self, name: str, kind: str | None) -> None:
        told = _Told(name, kind)
        self._undescribed = told
        if self.arms and told.typed_name not in self.arms[-1].interventions:
            self.arms[-1].interventions.append(told.typed_name)
        if all(told.typed_name != one.typed_name for one in self.interventions):
            self.interventions.append(told)

    def _describe(self, until: Callable[[list[str]], int]) -> None:
        """Give the last intervention its description: the one that is known, else all `until` something."""
        told, self._undescribed = self._undescribed, None
        if told is None or not self._pending:
            return
        descriptions = [
            one.description
            for one in [*self.known, *self.interventions]
            if one.name == told.name and one is not told
        ]
        matching = [words for words in descriptions if self._pending[: len(words)] == words]
        end = max(map(len, matching)) if matching else until(self._pending)
        told.description = self._pending[:end]
        del self._pending[:end]

    def _add_untyped_arms(self) -> None:
        """Read groups without a type: a label, a description, and then another label or more description."""
        for at, paragraph in enumerate(self._pending):
            if at == 0 or (_is_label(paragraph) and self.arms[-1].description):
                self.arms.append(_Told(paragraph))
            else:
                self.arms[-1].description.append(paragraph)
        self._pending = []


def _first_label(paragraphs: list[str]) -> int:
    found = (at for at, paragraph in enumerate(paragraphs) if _is_label(paragraph))
    return next(found, len(paragraphs) - 1)


def _is_label(paragraph: str) -> bool:
    return (
        len(paragraph) <= _LONGEST_LABEL and not paragraph.endswith((".", ";", ":")) and "\n" not in paragraph
    )
