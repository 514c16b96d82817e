"""Which arm of the protocol the participants of a result group were in.

Registries do not say; their titles and descriptions mostly do. Read in this order, and each only where it
points to one arm: the title is the arm's label; the same but for case, punctuation and words such as "arm";
the description is the arm's; the title names just the interventions of one arm, and no number speaks against
it; the trial has one arm and the section one group; a group of the same title was joined in another section.
Two groups of one section that point to one arm are left unjoined, as are totals, and sequences that are no
arm: a wrong join would put one arm's events on another.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import msgspec

from kg.arms import received
from kg.study import Study
from kg.study.results import ResultGroup
from kg.terms import TKG, Term, Triple, code

EXACT, NORMALIZED, DESCRIPTION, INTERVENTIONS, SINGLE, SAME_TITLE = (
    "EXACT",
    "NORMALIZED",
    "DESCRIPTION",
    "INTERVENTIONS",
    "SINGLE",
    "SAME_TITLE",
)
# how many letters of a description must be the same, since a short one ("tablets") says little
TELLING = 24

_PREFIX = re.compile(
    r"(?:study |treatment |experimental |control )?(?:arm|group|cohort|part|regimen)\s*"
    r"(?:[ivx]{1,4}|\d{1,2}|[a-z])(?:\s*[:.)–—-]\s*|\s+\()",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"a|an|arms?|cohort|experimental|groups?|of|participants|patients|received|receiving|subjects|the|treatment"
)
_TOTAL = re.compile(
    r"all|allenrolled|alltreated|combined|entire|everyone|full|overall|overallstudy|pooled|total|whole"
)
# a phase in which arms may have been put together
_LATER = re.compile(r"open[- ]?label|extension|follow[- ]?up", re.IGNORECASE)
_SEQUENCE = re.compile(
    r"\b(?:then|followed by|cross(?:ed)?[- ]?over|sequence|first|switch(?:ed)? to)\b|→|->|=>", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORD = re.compile(r"[^\W_]+")


class GroupMatch(msgspec.Struct, frozen=True):
    """A group by its path in the trial, the position (from 1) of its arm, and how that is known."""

    group: str
    arm: int
    method: str


class _Section(msgspec.Struct, frozen=True):
    """Groups that are used together."""

    path: str
    groups: Sequence[ResultGroup]
    is_whole_trial: bool


def group_matches(study: Study) -> list[GroupMatch]:
    """Join the groups of every section of the results to arms, as far as their words allow."""
    arms = study.protocol_section.arms_interventions_module.arm_groups
    if not arms or study.results_section is None:
        return []
    matcher = _Matcher(study)
    joined = [(section, matcher.join(section.groups)) for section in _sections(study)]
    if len(arms) == 1:
        joined = [(section, found or _single(section)) for section, found in joined]
    by_title = _by_title(joined)
    return [
        GroupMatch(group=f"{section.path}/group/{section.groups[index].id}", arm=arm + 1, method=method)
        for section, found in joined
        for index, (arm, method) in sorted(_with_same_titles(section, found, by_title).items())
    ]


def group_match_triples(matches: list[GroupMatch], part: Callable[[str], Term]) -> Iterator[Triple]:
    """Say which arm a group was in, and how that is known."""
    for match in matches:
        group = part(match.group)
        yield group, TKG.ofArm, part(f"arm/{match.arm}")
        yield group, TKG.armMatchMethod, code("arm-match-method", match.method)


def _sections(study: Study) -> Iterator[_Section]:
    """List the groups of the flow, the baseline, the events, and of each outcome measure; ids are unique."""
    results = study.results_section
    if results is None:
        return
    flow, baseline = results.participant_flow_module, results.baseline_characteristics_module
    events, outcomes = results.adverse_events_module, results.outcome_measures_module
    whole = (
        ("flow", flow and flow.groups),
        ("baseline", baseline and baseline.groups),
        ("event", events and events.event_groups),
    )
    for name, groups in whole:
        yield from _section(f"results/{name}", groups or [], is_whole_trial=True)
    for position, measure in enumerate(outcomes.outcome_measures if outcomes else [], start=1):
        yield from _section(f"results/outcome/{position}", measure.groups, is_whole_trial=False)


def _section(path: str, groups: Sequence[ResultGroup], is_whole_trial: bool) -> Iterator[_Section]:
    ids = Counter(group.id for group in groups)
    if groups and all(name and name.isalnum() and number == 1 for name, number in ids.items()):
        yield _Section(path=path, groups=groups, is_whole_trial=is_whole_trial)


Found = dict[int, tuple[int, str]]


def _single(section: _Section) -> Found:
    """Join the one group of a section that speaks of the whole of a trial with one arm."""
    groups = [index for index, group in enumerate(section.groups) if not _is_total(group)]
    alone = groups if len(groups) == 1 else list(range(len(section.groups)))
    return {alone[0]: (0, SINGLE)} if section.is_whole_trial and len(alone) == 1 else {}


def _by_title(joined: list[tuple[_Section, Found]]) -> dict[str, int]:
    """Find the arm of each title that was joined, where all sections agree."""
    arms: dict[str, set[int]] = defaultdict(set)
    for section, found in joined:
        for index, (arm, _) in found.items():
            arms[_key(section.groups[index].title or "")].add(arm)
    return {title: next(iter(of)) for title, of in arms.items() if len(of) == 1 and title}


def _with_same_titles(section: _Section, found: Found, by_title: dict[str, int]) -> Found:
    """Join the groups that share a title with one that was joined elsewhere, where the arm is still free."""
    taken = {arm for arm, _ in found.values()}
    more: dict[int, list[int]] = defaultdict(list)
    for index, group in enumerate(section.groups):
        arm = by_title.get(_key(group.title or ""))
        if index not in found and arm is not None and arm not in taken:
            more[arm].append(index)
    return found | {indexes[0]: (arm, SAME_TITLE) for arm, indexes in more.items() if len(indexes) == 1}


class _Matcher:
    """Compares the groups of one trial with its arms."""

    def __init__(self, study: Study) -> None:
        module = study.protocol_section.arms_interventions_module
        names = [_key(intervention.name or "") for intervention in module.interventions]
        self._arms = module.arm_groups
        self._labels = [arm.label or "" for arm in self._arms]
        self._keys = [_keys(arm.label or "") for arm in self._arms]
        self._descriptions = [_squeezed(arm.description or "") for arm in self._arms]
        self._names = [name for name in dict.fromkeys(names) if len(name) > 2]
        self._given = [frozenset(names[index] for index in given) for given in received(module)]
        details = [f"{i.name} {i.description or ''}" for i in module.interventions]
        self._numbers = [
            _numbers(f"{arm.label} {arm.description or ''} " + " ".join(details[index] for index in given))
            for arm, given in zip(self._arms, received(module), strict=True)
        ]

    def join(self, groups: Sequence[ResultGroup]) -> Found:
        """Join the groups of one section; a method decides over those after it."""
        found: Found = {}
        taken: set[int] = set()
        methods = ((EXACT, self._exact), (NORMALIZED, self._normalized))
        for method, candidates in (*methods, (DESCRIPTION, self._described), (INTERVENTIONS, self._named)):
            claims: dict[int, list[int]] = defaultdict(list)
            for index, group in enumerate(groups):
                if index not in found and (arms := candidates(group)) and len(arms) == 1:
                    claims[arms[0]].append(index)
            for arm, indexes in claims.items():
                if len(indexes) == 1 and arm not in taken:
                    found[indexes[0]] = arm, method
            taken |= claims.keys()
        return found

    def _exact(self, group: ResultGroup) -> list[int]:
        return [arm for arm, label in enumerate(self._labels) if label and label == group.title]

    def _normalized(self, group: ResultGroup) -> list[int]:
        title = _keys(group.title or "")
        return [arm for arm, keys in enumerate(self._keys) if keys & title]

    def _described(self, group: ResultGroup) -> list[int]:
        words = _squeezed(group.description or "")
        return [
            arm
            for arm, said in enumerate(self._descriptions)
            if len(said) >= TELLING and words.startswith(said) and not self._is_later(group, arm)
        ]

    def _named(self, group: ResultGroup) -> list[int]:
        """Find the arms whose interventions are just those that the group names, with no other number."""
        title, words = group.title or "", f"{group.title} {group.description or ''}"
        if _is_total(group) or _SEQUENCE.search(title):
            return []
        inside = _key(title)
        named = frozenset(name for name in self._names if name in inside)
        if not named:
            return []
        numbers, said = _numbers(title), _numbers(words)
        return [
            arm
            for arm, given in enumerate(self._given)
            if given == named
            and numbers <= self._numbers[arm]
            and _numbers(self._labels[arm]) <= said
            and not self._is_later(group, arm)
        ]

    def _is_later(self, group: ResultGroup, arm: int) -> bool:
        return bool(_LATER.search(group.title or "")) and not _LATER.search(self._labels[arm])


@lru_cache(maxsize=1 << 12)
def _key(words: str) -> str:
    """Spell a name without case, accents, punctuation, spaces, and words that distinguish nothing."""
    folded = unicodedata.normalize("NFKD", words).casefold()
    kept = [word for word in _WORD.findall(folded) if not _NOISE.fullmatch(word)]
    return "".join(kept)


def _keys(words: str) -> frozenset[str]:
    """Spell a name whole, and without "Arm A:" before it."""
    without = _PREFIX.sub("", words, count=1) if _PREFIX.match(words) else words
    return frozenset(key for key in (_key(words), _key(without)) if key)


@lru_cache(maxsize=1 << 12)
def _squeezed(words: str) -> str:
    return "".join(_WORD.findall(words.casefold()))


def _numbers(words: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(words))


def _is_total(group: ResultGroup) -> bool:
    return bool(_TOTAL.fullmatch(_key(group.title or "")))
