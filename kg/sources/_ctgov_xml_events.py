"""Adverse events of legacy XML, and how its groups are named."""

from __future__ import annotations

import re

from kg.sources._words import Wordings, count
from kg.sources._xml import Part
from kg.study.results import AdverseEvent, AdverseEventsModule, EventGroup, EventStats, ResultGroup

_GROUP = re.compile(r"([PBOE])(\d{1,4})\Z")
_LETTERS = {"P": "FG", "B": "BG", "O": "OG", "E": "EG"}
_ASSESSMENT = {
    "systematic assessment": "SYSTEMATIC_ASSESSMENT",
    "non systematic assessment": "NON_SYSTEMATIC_ASSESSMENT",
}


def spelt(group_id: str | None) -> str | None:
    """Spell a group's id as the API does: `O1` is `OG000`."""
    found = _GROUP.match(group_id or "")
    return f"{_LETTERS[found[1]]}{int(found[2]) - 1:03}" if found and int(found[2]) else group_id


def groups_of(part: Part) -> list[ResultGroup]:
    """Read the groups that figures are given for."""
    return [
        ResultGroup(
            id=spelt(one.attribute("group_id")), title=one.text("title"), description=one.block("description")
        )
        for one in part.items("group_list", "group")
    ]


def events_module(part: Part, words: Wordings) -> AdverseEventsModule:
    """Read serious and other events, and the totals of each group."""
    serious, other = part.part("serious_events"), part.part("other_events")
    threshold = other.text("frequency_threshold")
    serious_events, serious_totals = _listed(serious, words)
    other_events, other_totals = _listed(other, words)
    groups = [_event_group(group, serious_totals, other_totals) for group in groups_of(part)]
    return AdverseEventsModule(
        frequency_threshold=threshold,
        time_frame=part.text("time_frame"),
        description=part.block("desc"),
        event_groups=groups,
        serious_events=serious_events,
        other_events=other_events,
    )


def _event_group(
    group: ResultGroup, serious: dict[str | None, EventStats], other: dict[str | None, EventStats]
) -> EventGroup:
    some, rest = serious.get(group.id, EventStats()), other.get(group.id, EventStats())
    return EventGroup(
        id=group.id,
        title=group.title,
        description=group.description,
        serious_num_affected=some.num_affected,
        serious_num_at_risk=some.num_at_risk,
        other_num_affected=rest.num_affected,
        other_num_at_risk=rest.num_at_risk,
    )


def _listed(part: Part, words: Wordings) -> tuple[list[AdverseEvent], dict[str | None, EventStats]]:
    """Read the events of one list, and the totals that stand among them as a category of their own."""
    vocabulary = part.text("default_vocab")
    assessment = part.text("default_assessment")
    events: list[AdverseEvent] = []
    totals: dict[str | None, EventStats] = {}
    for category in part.items("category_list", "category"):
        system = category.text("title")
        for one in category.items("event_list", "event"):
            event = _event(one, system, vocabulary, assessment, words)
            if system == "Total":
                totals |= {stats.group_id: stats for stats in event.stats}
            else:
                events.append(event)
    return events, totals


def _event(
    part: Part, system: str | None, vocabulary: str | None, assessment: str | None, words: Wordings
) -> AdverseEvent:
    named = part.parts("sub_title")
    own = named[0].attribute("vocab") if named else None
    return AdverseEvent(
        term=named[0].own_text if named else None,
        organ_system=system,
        source_vocabulary=own or vocabulary,
        assessment_type=words.code(_ASSESSMENT, "assessment", part.text("assessment") or assessment),
        notes=part.block("description"),
        stats=[
            EventStats(
                group_id=spelt(one.attribute("group_id")),
                num_events=count(one.attribute("events")),
                num_affected=count(one.attribute("subjects_affected")),
                num_at_risk=count(one.attribute("subjects_at_risk")),
            )
            for one in part.parts("counts")
        ],
    )
