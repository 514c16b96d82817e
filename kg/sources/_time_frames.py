"""Finds where the time frame begins that ends a row of a table, when no mark parts it from the rest.

A time frame is the end of the row that begins like one (`Up to 2 years`, `Day 1, Day 8`, `12 weeks`) and
names a number of a unit, or a moment such as baseline. It comes after the last sentence; where no
sentence ends, a capital or a number begins it that no word such as `at` or `to` leads up to.
"""

from __future__ import annotations

import re
from typing import Final

_LONGEST: Final = 30  # words


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_UNITS: Final = _words(
    """sec second seconds min mins minute minutes h hr hrs hour hours d day days week weeks wk wks mo month
    months yr yrs year years cycle cycles visit visits"""
)
_MOMENTS: Final = _words(
    """baseline screening enrollment enrolment randomization randomisation inclusion delivery admission
    discharge completion intraoperative intraoperatively perioperative postoperative preoperative"""
)
JOINERS: Final = _words(
    """up to at within from through until till for over during after approximately about the an a of average
    max maximum min minimum between before prior post pre every each and or in by first last next least
    most following since total per plus versus vs then mean same immediately"""
)
_OPENERS: Final = (
    _UNITS
    | _MOMENTS
    | _words(
        """from through throughout up at within during until after before time prior pre post immediately
        for over approximately about one two three each every first last end change measured assessed
        predose"""
    )
)
_ANCHORS: Final = _words(
    """one two three four five six seven eight nine ten twelve study treatment surgery operation
    intervention procedure dose dosing end start beginning initiation follow followup period time trial
    therapy injection infusion birth stay death disease progression date any cause documented assessed
    whichever comes occurs op operative age duration point final thereafter"""
)
_COUNTED: Final = _words("day week month year visit cycle hour phase grade group cohort pod postoperative")
_LOWER_CASE_STARTS: Final = (JOINERS | _MOMENTS | _ANCHORS) - _words(
    "to and or of a the vs then per each by in"
)
_TIME_WORDS: Final = _UNITS | _MOMENTS | JOINERS | _ANCHORS

_SENTENCE_END = re.compile(r"(?:[\w)\]%\"”]|\A)[.?!]\)?\Z")
_ABBREVIATION = re.compile(r"\(?(?:vs|approx|e\.g|i\.e|no|min|max|wk|hr|st|dr)\.\Z", re.IGNORECASE)
_SPAN = re.compile(r"~?\d[\d.,]*(?:[-–]\d+)?[-–]?[a-z]*[.,]?\Z", re.IGNORECASE)
_GLUED_UNIT = re.compile(r"\d+(?:h|d|w|m|y|min|wk|mo|hrs?|days?|weeks?|months?|years?)\Z")


def frame_start(words: list[str]) -> int | None:
    """Find the word a time frame begins at; None where none is told."""
    sentence = _last_sentence_end(words)
    for start in (
        _whole_rest(words, sentence),
        _last_opening(words, sentence),
        _lower_case_start(words, sentence),
    ):
        if start and _is_timed(words[start:]):
            return start
    return None


def _last_sentence_end(words: list[str]) -> int:
    for at in range(len(words) - 1, 0, -1):
        if _SENTENCE_END.search(words[at - 1]) and not _ABBREVIATION.match(words[at - 1]):
            return at
    return 0


def _whole_rest(words: list[str], sentence: int) -> int | None:
    """Take all after the last sentence, where it has the words of time only or no second beginning."""
    rest = words[sentence:]
    if not sentence or len(rest) > _LONGEST:
        return None
    if all(_is_time_word(word) for word in rest) or not _last_opening(words, sentence + 1):
        return sentence
    return None


def _last_opening(words: list[str], first: int) -> int | None:
    first = max(first, 1, len(words) - _LONGEST)
    for at in range(len(words) - 1, first - 1, -1):
        if _opens(words, at) and _is_timed(words[at:]):
            return at
    return None


def _lower_case_start(words: list[str], sentence: int) -> int | None:
    at = len(words)
    while at > max(sentence, 1) and _is_time_word(words[at - 1]):
        at -= 1
    for start in range(at, len(words)):
        parts = _parts(words[start])
        if parts and (parts[0] in _LOWER_CASE_STARTS or parts[0][0].isdigit()):
            return start
    return None


def _opens(words: list[str], at: int) -> bool:
    """Tell a word that a time frame can begin with, however the words before it ended."""
    word, before = words[at], words[at - 1]
    led_by = before.lower().strip("()[]")
    if before.endswith(tuple(",;:-–(~+&/<>=≥≤±")) or led_by in JOINERS:
        return False
    if word[0].isdigit():
        return led_by not in _COUNTED and _is_span(words, at)
    return word[0].isupper() and any(part in _OPENERS for part in _parts(word)[:1])


def _is_span(words: list[str], at: int) -> bool:
    """Tell a number of something: `12 weeks`, `6-12 months`, `3, 6 and 9 months`."""
    if not _SPAN.match(words[at]):
        return False
    following = _parts(words[at + 1])[:1] if at + 1 < len(words) else []
    return bool(re.search("[A-Za-z]", words[at])) or any(
        part in _UNITS or part in {"to", "and", "or"} or part[0].isdigit() for part in following
    )


def _is_timed(words: list[str]) -> bool:
    """Tell that a moment or a number of a unit is named, and no bracket is torn."""
    text = " ".join(words)
    parts = _parts(text)
    if text.count(")") > text.count("("):
        return False
    if any(part in _MOMENTS or _GLUED_UNIT.match(part) for part in parts):
        return True
    return len(parts) > 1 and any(part in _UNITS for part in parts)


def _is_time_word(word: str) -> bool:
    return all(part in _TIME_WORDS or part[0].isdigit() for part in _parts(word))


def _parts(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())
