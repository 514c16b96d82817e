"""Radiation schedules: how much dose in how many fractions, as words of interventions and arms state it.

A total dose, a number of fractions and a dose per fraction stand near each other, in any order and wording
(`kg.link._doses` finds them one by one). The part that no words state follows from the other two where that
is exact; a schedule that contradicts itself keeps what it states, and nothing is computed of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

import msgspec

from kg.arms import received
from kg.link._doses import COUNT, OTHER, PER_FRACTION, SINGLE, TOTAL, Range, Stated, stated
from kg.link._fractions import agree, bounds, fractionation, is_number_of_fractions, quotient
from kg.study import Study
from kg.terms import LABEL, TKG, A, Term, Triple, code, decimal, integer, text

ARMS = "protocolSection.armsInterventionsModule"

# a text without any of these states no dose
_UNITS = ("gy", "gray", "cge")
# how far apart the parts of one schedule may stand
_REACH = 80
_BREAK = re.compile(
    r""";|[.!?]\s+(?=(?-i:[A-Z]))(?!(?:the\s+)?(?:total|daily|fraction|single|dose\s+per)\b)
      | \n\s*(?:\n|[-*•]|\d+[.)])
      | \b(?:followed\s+by|then|plus|versus|vs|or|compared|arms?|groups?|cohorts?|either)\b
      | \b(?:sequential|subsequent)(?:ly)?\b
      | \b(?:and|with|by|to|of)\W[^.;]*\bboost|\bboost\b[^.;]*\bto\b""",
    re.IGNORECASE | re.VERBOSE,
)
_OFTEN = re.compile(
    r"\b(?:bid|b\.i\.d|(?:twice|two\s+times|three\s+times|two\s+fractions|2\s*(?:fractions|fx|f|times|x))"
    r"[\s-]*(?:a|per|each|every|/)?[\s-]*(?:daily|day|d)|hyperfractionat\w*)\b"
    r"|\b[23]\s*[x×]\s*[\d.,]+\s*c?gy\s*(?:/\s*d|per\s+day|a\s+day|daily)",
    re.IGNORECASE,
)
_RADIOTHERAPY = re.compile(
    r"radio-?(?:chemo-?|immuno-?)?therap|radiation|irradiat|radiosurg|brachytherap|proton|carbon[\s-]ion"
    r"|\b(?:X|EB|IM|WB|CC?|SB|P|IO|PM)?C?RT\b|\bSABR\b|\bVMAT\b|\bTBI\b|\bPCI\b|\bSRS\b|gamma[\s-]knife|cyberknife",
    re.IGNORECASE,
)
# what may be given in one fraction where words say only that it adds up
_SMALL = Decimal(8)
# less in one fraction is no treatment: `1.8 Gy in 25 fractions` is 1.8 Gy in each
_LOWEST = Decimal("0.3")


class Schedule(msgspec.Struct, frozen=True):
    """Doses in Gy and fractions at `text[start:end]`; `derived` names the part that follows from the rest."""

    total: Range | None
    fractions: Range | None
    per_fraction: Range | None
    start: int
    end: int
    derived: tuple[str, ...] = ()
    fractionation: str | None = None
    rbe: bool = False


@lru_cache(maxsize=1 << 12)
def schedules(words: str) -> tuple[Schedule, ...]:
    """Read the radiation schedules of a text, in its order.

    >>> [one] = schedules("50.4 Gy in 28 fractions")
    >>> one.total.low, one.fractions.low, one.per_fraction.low, one.fractionation
    (Decimal('50.4'), Decimal('28'), Decimal('1.8'), 'CONVENTIONAL')
    """
    if not _has_unit(words):
        return ()
    groups = _groups(words, _related(words, stated(words)))
    ends = [0, *(group[-1].end for group in groups)]
    return _without_mentions([_schedule(words, group, end) for group, end in zip(groups, ends, strict=False)])


def _has_unit(words: str) -> bool:
    folded = words.lower()
    return any(unit in folded for unit in _UNITS)


def _without_mentions(found: list[Schedule]) -> tuple[Schedule, ...]:
    """Leave out doses by themselves that only name a schedule of the text again: `those receiving 66 Gy`."""
    named = {dose for one in found if one.total and one.fractions for dose in (one.total.low, one.total.high)}
    return tuple(
        one
        for one in found
        if one.fractions or one.per_fraction or not one.total or {one.total.low, one.total.high} - named
    )


def _related(words: str, parts: list[Stated]) -> list[Stated]:
    """Tell of two doses side by side, of which no words say what they are, which is that of a fraction.

    `2 Gy, 30 fractions, 60 Gy` is told by its product, `45 Gy/1.8 Gy` by its sign.
    """
    told = list(parts)
    for at in range(len(told) - 1):
        three = told[at : at + 3]
        doses = [part for part in three if part.kind == TOTAL]
        counts = [part for part in three if part.kind == COUNT]
        if len(doses) == 2 and len(counts) == 1 and not _apart(words, three):
            smaller, larger = sorted(doses, key=lambda part: part.value.high)
            if not smaller.sure and agree(larger.value, counts[0].value, smaller.value):
                told[told.index(smaller)] = _as(smaller, PER_FRACTION)
                continue
        first, second = told[at], told[at + 1]
        if not first.kind == second.kind == TOTAL:
            continue
        if not second.sure and _is_split(words, first, second):
            told[at + 1] = _as(second, PER_FRACTION)
        elif second.sure and not first.sure and _adds_up(words, first, second):
            told[at] = _as(first, PER_FRACTION)
    return told


def _as(part: Stated, kind: str) -> Stated:
    return msgspec.structs.replace(part, kind=kind, sure=True)


def _is_split(words: str, total: Stated, part: Stated) -> bool:
    """Tell whether the first dose is given by the second, as in `45 Gy/1.8 Gy`."""
    sign = words[total.end : part.start].strip()
    times = quotient(total.value, part.value)
    return sign in {"/", "@", "at", "by", "("} and times is not None and is_number_of_fractions(times)


def _adds_up(words: str, part: Stated, total: Stated) -> bool:
    """Tell whether a small dose is given until a total is reached: `2 Gy twice on day 1 (total 4 Gy)`."""
    times = quotient(total.value, part.value)
    return (
        part.value.high <= _SMALL
        and "boost" not in words[part.end : total.start]
        and not _apart(words, [part, total])
        and times is not None
        and is_number_of_fractions(times)
    )


def _groups(words: str, parts: list[Stated]) -> list[list[Stated]]:
    """Put together what belongs to one schedule: near, with no break between, and each part once."""
    groups: list[list[Stated]] = []
    slots: set[str] = set()
    for part in parts:
        slot = PER_FRACTION if part.kind == SINGLE else part.kind
        if not groups or slot in slots or OTHER in {slot, *slots} or _apart(words, [groups[-1][-1], part]):
            groups.append([])
            slots = set()
        groups[-1].append(part)
        slots.add(slot)
    return [group for group in groups if any(part.kind not in {COUNT, OTHER} for part in group)]


def _apart(words: str, parts: list[Stated]) -> bool:
    """Tell whether anything between the parts says that they are of different schedules."""
    between = [words[one.end : other.start] for one, other in pairwise(parts)]
    return any(len(gap) > _REACH or _BREAK.search(gap) for gap in between)


def _schedule(words: str, group: list[Stated], after: int) -> Schedule:
    """Make a schedule of its stated parts; `after` is where the one before it ends."""
    start, end = max(after, min(part.lead for part in group)), group[-1].end
    values = {part.kind: part.value for part in group}
    total, count, each = values.get(TOTAL), values.get(COUNT), values.get(PER_FRACTION)
    if single := values.get(SINGLE):
        if total or count:
            each = single
        else:
            total, count = single, Range(Decimal(1), Decimal(1))
    if total and count and not each and total.high < _LOWEST * count.low:
        total, each = None, total
    is_often = bool(_OFTEN.search(words[max(after, start - _REACH) : end + _REACH]))
    return msgspec.structs.replace(
        _completed(total, count, each, is_often), start=start, end=end, rbe=any(part.rbe for part in group)
    )


def _completed(total: Range | None, count: Range | None, each: Range | None, is_often: bool) -> Schedule:
    """Add what follows exactly from the other two; of what contradicts itself nothing follows."""
    derived: tuple[str, ...] = ()
    within = each
    if total and count and each:
        within = each if agree(total, count, each) else None
    elif total and count:
        within = bounds(total, count)
        if (each := quotient(total, count)) is not None:
            derived, within = ("DOSE_PER_FRACTION",), each
    elif total and each:
        times = quotient(total, each)
        if times is not None and is_number_of_fractions(times):
            derived, count = ("FRACTIONS",), times
    elif count and each and (count.is_one or each.is_one):
        derived, total = ("TOTAL_DOSE",), Range(count.low * each.low, count.high * each.high)
    return Schedule(
        total=total,
        fractions=count,
        per_fraction=each,
        start=0,
        end=0,
        derived=derived,
        fractionation=fractionation(within, is_often) if within else None,
    )


class Found(msgspec.Struct, frozen=True):
    """A schedule of a part of the trial (`intervention/2`), with the field, and the arms it is given in."""

    about: str
    field: str
    words: str
    schedule: Schedule
    arms: tuple[int, ...]


def radiation_schedules(study: Study) -> list[Found]:
    """List the schedules of a trial, each once in an arm; interventions come first, then arms."""
    seen: set[tuple[str, object]] = set()
    found = []
    for about, field, words, arms in _texts(study):
        for schedule in schedules(words):
            said = schedule.total, schedule.fractions, schedule.per_fraction, schedule.rbe
            new = tuple(arm for arm in arms if (f"arm/{arm}", said) not in seen)
            if new or (not arms and (about, said) not in seen):
                seen |= {(about, said), *((f"arm/{arm}", said) for arm in arms)}
                quoted = words[schedule.start : schedule.end]
                found.append(Found(about=about, field=field, words=quoted, schedule=schedule, arms=new))
    return found


def _texts(study: Study) -> Iterator[tuple[str, str, str, tuple[int, ...]]]:
    """Yield part, field, words and arms of each text that may speak of radiotherapy."""
    module = study.protocol_section.arms_interventions_module
    by_arm: list[list[int]] | None = None
    for index, one in enumerate(module.interventions):
        texts = [("name", one.name or ""), ("description", one.description or "")]
        if not any(_has_unit(words) for _, words in texts):
            continue
        if one.type == "RADIATION" or any(_RADIOTHERAPY.search(words) for _, words in texts):
            by_arm = received(module) if by_arm is None else by_arm
            arms = tuple(arm for arm, given in enumerate(by_arm, start=1) if index in given)
            for key, words in texts:
                yield f"intervention/{index + 1}", f"{ARMS}.interventions[{index}].{key}", words, arms
    for index, arm in enumerate(module.arm_groups):
        for key, words in (("label", arm.label or ""), ("description", arm.description or "")):
            yield f"arm/{index + 1}", f"{ARMS}.armGroups[{index}].{key}", words, (index + 1,)


def radiation_schedule_triples(
    found: list[Found], part: Callable[[str], Term], trial: Term
) -> Iterator[Triple]:
    """Say each schedule as a node of the trial, with its words as evidence."""
    for number, one in enumerate(found, start=1):
        node, schedule = part(f"radiation-schedule/{number}"), one.schedule
        yield trial, TKG.hasRadiationSchedule, node
        yield node, A, TKG.RadiationSchedule
        yield node, LABEL, text(f"{one.words} ({one.field})")
        yield node, TKG.about, part(one.about)
        yield from ((node, TKG.inArm, part(f"arm/{arm}")) for arm in one.arms)
        yield node, TKG.words, text(one.words)
        yield node, TKG.field, text(one.field)
        yield node, TKG.spanStart, integer(schedule.start)
        yield node, TKG.spanEnd, integer(schedule.end)
        yield from _value_triples(node, schedule)


def _value_triples(node: Term, schedule: Schedule) -> Iterator[Triple]:
    if schedule.total:
        yield node, TKG.totalDoseLow, decimal(schedule.total.low)
        yield node, TKG.totalDoseHigh, decimal(schedule.total.high)
    if schedule.fractions:
        yield node, TKG.fractionsLow, integer(int(schedule.fractions.low))
        yield node, TKG.fractionsHigh, integer(int(schedule.fractions.high))
    if schedule.per_fraction:
        yield node, TKG.dosePerFractionLow, decimal(schedule.per_fraction.low)
        yield node, TKG.dosePerFractionHigh, decimal(schedule.per_fraction.high)
    yield node, TKG.doseUnit, text("Gy{RBE}" if schedule.rbe else "Gy")
    for name in schedule.derived:
        yield node, TKG.derivedPart, code("schedule-part", name)
    if schedule.fractionation:
        yield node, TKG.fractionation, code("fractionation", schedule.fractionation)
