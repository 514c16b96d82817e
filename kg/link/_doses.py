"""The radiation doses and numbers of fractions that a text states, each by itself, with what it is of.

A dose is of the whole course, of one fraction, or the single one; the words around it tell. Doses that are
not given are left out: limits of organs (`Dmax < 45 Gy`, `mean lung dose`), biologically effective doses,
dose rates, steps of escalation, radiotherapy of the past, and what is done to blood or cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import msgspec

TOTAL, PER_FRACTION, SINGLE, COUNT, OTHER = "total", "per fraction", "single", "count", "other"
# no course has more, and no number of fractions is larger
_HIGHEST, _MOST = Decimal(300), 80
# what is given "daily" is a fraction only where a fraction can be so large
_HIGHEST_DAILY = Decimal(10)
# what is multiplied before "a day" is not the number of fractions of the course: `2 x 1.5 Gy/day`
_A_DAY_AT_MOST = 3
_HIGHEST_ON_DAYS = Decimal(3)
# a range whose ends are further apart joins a number of something else: `phase 1-60 Gy`
_WIDEST = 5
_REACH = 80
# how much of a sentence is read for what is said of all of it
_SENTENCE = 400


class Range(msgspec.Struct, frozen=True):
    """From `low` to `high`, which are the same where one number is stated."""

    low: Decimal
    high: Decimal

    @property
    def is_one(self) -> bool:
        return self.low == self.high


class Stated(msgspec.Struct, frozen=True):
    """A dose in Gy, or a number of fractions, at `text[start:end]`.

    `lead` is where the words begin that tell what it is of, and `sure` whether there are any.
    """

    kind: str
    value: Range
    start: int
    end: int
    lead: int
    sure: bool = False
    rbe: bool = False


_TO_NINE = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen")
_TENS = {"twenty": 20, "thirty": 30, "forty": 40}
_WORDS = {
    **{word: number for number, word in enumerate((*_TO_NINE, *_TEENS, "nineteen"), start=1)},
    **_TENS,
    **{
        f"{tens}{sign}{word}": ten + number
        for tens, ten in _TENS.items()
        for number, word in enumerate(_TO_NINE, start=1)
        for sign in "- "
    },
}
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:[.,·]\d+)?)"
_TO = r"\s*(?:-|–|—|−|‐|‑|~|∼|～|to|or)\s*"
_UNIT = (
    r"(?:(?:(?P<centi{0}>c|centi-?)?(?:gys?|grays?)(?P<rbe{0}>\s?[(\[]\s?(?:rbe|e)\s?[)\]]|[\s-]?rbe|e|\s?eq)?"
    r"|(?P<cge{0}>cge|cobalt[\s-]gray[\s-]equivalents?))(?=x\s?\d|(?![a-z\d]))"
    r"(?:\s?[(\[]\s?(?:c?gys?|grays?|cge|gye)\s?[)\]])?)"
)
_DOSE = re.compile(
    rf"(?<![\d._])(?<!\d,)(?<!\d/)(?P<low>{_NUMBER})[\s-]*"
    rf"(?:(?P<unit1>{_UNIT.format(1)})?{_TO}(?P<high>{_NUMBER})[\s-]*)?{_UNIT.format(2)}",
    re.IGNORECASE,
)

# the end of a range; what replaces it is as long
_BETWEEN = re.compile(
    rf"(\bbetween\s+{_NUMBER}\s*(?:c?gy|gray)?\s+)and(\s+{_NUMBER}\s*(?:c?gy|gray))", re.IGNORECASE
)
_AND = re.compile(r"\s*(?:,|and|or|/|,\s*and)\s*", re.IGNORECASE)

_FRACTION = (
    r"(?:fractions?(?:\(s\))?|fractionations?|fract?\b\.?|fxs?|frs?\b\.?"
    r"|sessions?|treatments?|applications?|insertions?)"
)
_ADJECTIVES = (
    r"(?:(?!(?:weeks?|days?|months?|hours?|per|times|cycles?|arms?|groups?|patients|c?gy|x|in|of|and|or|to)\b)"
    r"[a-z][a-z-]*[\s,]+){0,3}"
)
_RATE = r"(?![\s-]*(?:per|a|each|every|/|times\s+a)[\s-]*(?:day|week|d\b|wk|w\b)|\s*(?:daily|weekly)\b)"
_MANY = rf"(?P<low>\d{{1,2}}|{_WORD})(?:{_TO}(?P<high>\d{{1,2}}|{_WORD}))?"
_COUNTS = (
    re.compile(
        rf"(?<![\d.,])(?<![a-z]){_MANY}(?:[\s-]*(?:{_FRACTION}\b|次)|[\s-]+{_ADJECTIVES}{_FRACTION}\b"
        rf"|\s?f\b(?!\s*-?\s*(?:fdg|pet|label|\d)|[\])-])){_RATE}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:number\s+of\s+fractions|fractions|fx)\s*(?:[:=]|\bis\b|\bof\b)\s*{_MANY}\b(?!\s*(?:\.\d|c?gy|[x×*]))",
        re.IGNORECASE,
    ),
)
_ONE = re.compile(
    r"\b(?:a\s+)?single[\s-]+(?:\w+\s+)?(?:fraction|session|shot|dose(?!\s*(?:of|is|was|at|[:=(]|\d)))\b",
    re.IGNORECASE,
)

_OFTEN = r"(?:once|twice|daily|qd|q\.d\.?|bid|b\.i\.d\.?|od|single|per\s+day|a\s+day|/\s?d(?:ay)?\b)"
_TIMES_AFTER = re.compile(
    rf"(?:\s*(?:(?:/|per\s+){_FRACTION}|/\s?f\b|{_OFTEN}))*\s*(?:[x×*✕]|times)\s*{_MANY}\b"
    rf"(?!\s*(?:\.\d|weeks?|wks?|days?|cm|c?gy|months?))(?:\s*(?:{_OFTEN}\s*)?(?:{_FRACTION}|f)\b)?",
    re.IGNORECASE,
)
_TIMES_BEFORE = re.compile(rf"(?<![\d.,]){_MANY}\s*(?:{_FRACTION}|f)?\s*[x×*✕]\s*\Z", re.IGNORECASE)
_A_DAY = re.compile(r"\s*(?:/\s?d(?:ay)?\b|per\s+day|a\s+day|daily)", re.IGNORECASE)
_PER_AFTER = re.compile(
    rf"""\s*(?:/|\bper\b|\beach\b|\bevery\b|\ba\b)\s*(?:(?:single|daily|treatment|one)\s+)?
         (?:{_FRACTION}|f|time|次)(?![a-z\d])
       | [\s-]*(?:(?:once|twice|single|daily|equal|qd|bid|a|day|per|treatment)[\s-]+){{0,4}}
         (?:fractions|fraction\b(?=\s+(?:dose|size|schedule)))
       | \s*each\b""",
    re.IGNORECASE | re.VERBOSE,
)
_DAILY_AFTER = re.compile(
    r"\s*(?:/\s?(?:d|day)\b|(?:per|a|every|each)\s+day|(?:,\s*)?(?:once|twice)[\s-]+(?:daily|a\s+day|per\s+day)|daily|qd\b|q\.d\.?"
    r"|bid\b|b\.i\.d\.?)",
    re.IGNORECASE,
)
_DAYS = re.compile(
    rf"\s*(?:,|for|over|on|x|×)?\s*{_MANY}\s+(?:consecutive\s+)?days?\b(?!\s*(?:per|a|each|every|/)\s*week)",
    re.IGNORECASE,
)
_TWICE = re.compile(r"bid|b\.i\.d|twice", re.IGNORECASE)
# a small dose on each of some days
_ON_DAYS = re.compile(r"\s*(?:\w+\s+)?on\s+days?\s*-?\d+\s*(?:&|and|,)\s*-?\d+", re.IGNORECASE)
_ABOUT = r"(?:\s*(?:of|at|is|was|:|=|approximately|about|in|to|will\s+be|being))*\s*"
_PER_BEFORE = re.compile(
    rf"""(?:\b(?:fractions?|sessions?|fx|f)\s+(?:each\s+)?(?:of|at|with)
       | \b(?:fraction(?:al|ated)?|daily|individual)[\s-]+(?:doses?|size)
       | \bdoses?\s*(?:per|/|a|each|of\s+each)\s*(?:fraction|fx|f|day|session|time|treatment)
       | \bsingle\s+doses
       | \bper\s+(?:fraction|session|day))(?:\s*\([a-z]+\))?{_ABOUT}\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_DAILY_BEFORE = re.compile(r"\b(?:once|twice)[\s-]+daily\s*\Z", re.IGNORECASE)
_SINGLE_BEFORE = re.compile(
    rf"\bsingle[\s-]+(?:\w+[\s-]+){{0,2}}?(?:doses?|fractions?|sessions?)?{_ABOUT}\Z", re.IGNORECASE
)
_TOTAL_BEFORE = re.compile(
    r"\b(?:total|cumulative|overall|whole|dt)\b(?:\s+\w+){0,4}?\s*(?:[:=(]\s*)?\Z", re.IGNORECASE
)
_TOTAL_AFTER = re.compile(r"\s*\(?(?:in\s+)?total\b", re.IGNORECASE)

_NOT_GIVEN_BEFORE = re.compile(
    r"""(?:
        (?:[<>≤≥＜＞≦≧⩽⩾]|&[lg]t;)\s*=?\s*
      | \b(?:(?:less|more|greater|higher|lower|fewer)\s+(?:than|or\s+equal)
          |exceed\w*|below|under|above|beyond)\b[^.;,\d]{0,15}
      | (?:±|\+/-|\+-)\s*
      | \d\s?(?:cc|cm3|cm³|ml)\s*
      | \b[VD]\s?
      | \bafter\s+(?:(?:a\s+)?(?:total\s+)?dose\s+of\s+)?
      | \b(?:at\s+least|minim(?:um|al)|lowest|highest|tolerated)\b[^.;,\d]{0,60}
      | \b(?:D(?:max|mean|min|\d+(?:\.\d+)?\s*(?:%|cc|cm3)?)|V\d+)\b[^.;,\d]{0,12}
      | \b(?<!to\sa\s)(?:mean|max(?:imum|imal)?\.?|median|average)\s+(?:[\w-]+\s+){0,3}doses?\b[^.;,\d]{0,60}
      | \b(?:constraints?|tolerance|limit(?:s|ed)?|restrict(?:ed|ion))\b[^.;\d]{0,25}
      | (?:\bBED(?:10|3|_?\d+)?|\bEQD_?2?|\bbiologic\w*\s+(?:effective|equivalent)\s+doses?
          |\bequivalent\s+(?:doses?|to)?
          |\b(?:α|alpha)\s?/\s?(?:β|beta)(?:\s+ratio)?)(?:(?!\d\s*c?gy).){0,30}
      | \b(?:absorbed|tumou?r-absorbed)\b[^.;\d]{0,30}
      | \b(?:increments?|steps?|increas(?:ed?|ing)|escalat(?:ed?|ion|ing)|reduc(?:ed?|tion|ing))
          \s+(?:of|by|in)\s+
      | \birradiated\s+(?:[\w-]+\s+){0,4}?(?:cells?|blood|platelets?|products?|vaccine|donor|lymphocytes)\b
          [^.;\d]{0,40}
    )\Z""",
    re.IGNORECASE | re.VERBOSE,
)
# what is said of a whole sentence: radiotherapy of the past, and radionuclides, whose dose follows
# from their activity
_PAST = re.compile(r"\b(?:prior|previous(?:ly)?|history)\b", re.IGNORECASE)
_ACTIVITY = re.compile(r"\b[MGk]?Bq\b|\b[mµ]?Ci\b")
_NO_DOSE = re.compile(r"\bBED|\bEQD|\bequivalent|(?:α|alpha)\s?/|±|\+/?-", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.;]\s|\n")
# letters that may stand before a number without a space; others make a name of it: `PTV_SABR40Gy`
_GLUED = re.compile(r"[A-Za-z]+\Z")
_MAY_BE_GLUED = frozenset(
    {"dt", "td", "tbi", "rt", "xrt", "ebrt", "wbrt", "sbrt", "imrt", "gtv", "ctv", "ptv", "x"}
)
_NOT_GIVEN_AFTER = re.compile(
    r"""\s*(?:/|per\s+)\s*(?:min\w*|h|hr|hours?|s|sec\w*|weeks?|wk|w)\b
      | \s*\(?(?:BED|EQD)
      | \s*per\s+fraction\s+equivalents?
      | [\s·*]*c?m(?:\^?2|²)
      | \s*(?:isodose|constraint|tolerance|increments?|steps?)
      | \s*(?:weekly\b(?!\s+fractions))""",
    re.IGNORECASE | re.VERBOSE,
)


def stated(text: str) -> list[Stated]:
    """List the doses and the numbers of fractions of a text, in its order, none overlapping another."""
    found: list[Stated] = []
    previous = 0
    text = _BETWEEN.sub(r"\1to \2", text)
    for dose in _DOSE.finditer(text):
        if found and found[-1].kind == OTHER and _AND.fullmatch(text, previous, dose.start()):
            found.append(_stated(OTHER, found[-1].value, *dose.span()))
        else:
            found += _dose(text, dose, previous)
        previous = dose.end()
    spans = [(one.start, one.end) for one in found]
    for count in _counts(text):
        if not any(count.start < end and start < count.end for start, end in spans):
            found.append(count)
            spans.append((count.start, count.end))
    return sorted(found, key=lambda one: one.start)


def _counts(text: str) -> Iterator[Stated]:
    for pattern in _COUNTS:
        for found in pattern.finditer(text):
            if value := _many(found):
                yield _stated(COUNT, value, *found.span())
    for found in _ONE.finditer(text):
        yield _stated(COUNT, Range(Decimal(1), Decimal(1)), *found.span())


def _dose(text: str, found: re.Match[str], previous: int) -> Iterator[Stated]:
    """Tell what one dose is of; where it is multiplied, yield the number of fractions too."""
    value, (start, end) = _gray(found), found.span()
    before = text[max(previous, start - _REACH) : start]
    if value is None or _NOT_GIVEN_AFTER.match(text, end):
        return
    if (not_given := _NOT_GIVEN_BEFORE.search(before)) or _is_elsewhere(text, start, end):
        if not (not_given and _NO_DOSE.search(not_given[0])):
            yield _stated(OTHER, value, start, end)
        return
    if (glued := _GLUED.search(before)) and glued[0].lower() not in _MAY_BE_GLUED:
        return
    rbe = bool(found["rbe2"] or found["cge2"])
    if (times := _TIMES_AFTER.match(text, end)) and (count := _many(times)):
        yield _multiplied(value, count, start, end, rbe)
        yield _stated(COUNT, count, end, times.end())
    elif (times := _TIMES_BEFORE.search(before)) and (count := _many(times)):
        if count.high <= _A_DAY_AT_MOST and (a_day := _A_DAY.match(text, end)):
            yield _stated(PER_FRACTION, value, start, a_day.end(), rbe=rbe, sure=True)
        else:
            yield _stated(COUNT, count, start - len(times[0]), start)
            yield _multiplied(value, count, start, end, rbe)
    elif value.high <= _HIGHEST_DAILY and (daily := _DAILY_AFTER.match(text, end)) and not _is_told(before):
        yield _stated(PER_FRACTION, value, start, daily.end(), rbe=rbe, sure=True)
        if (days := _DAYS.match(text, daily.end())) and (count := _many(days)):
            often = 2 if _TWICE.search(daily[0]) else 1
            yield _stated(COUNT, Range(often * count.low, often * count.high), daily.end(), days.end())
    else:
        yield _plain(text, before, value, found, rbe)


def _is_elsewhere(text: str, start: int, end: int) -> bool:
    """Tell whether the sentence of a dose speaks of the past or of a radionuclide."""
    reach = max(0, start - _SENTENCE), min(len(text), end + _SENTENCE)
    begin = max((found.end() for found in _SENTENCE_END.finditer(text, reach[0], start)), default=reach[0])
    stop = _SENTENCE_END.search(text, end, reach[1])
    stops = stop.start() if stop else reach[1]
    return bool(_PAST.search(text, begin, start) or _ACTIVITY.search(text, begin, stops))


def _is_told(before: str) -> bool:
    return bool(_TOTAL_BEFORE.search(before))


def _multiplied(value: Range, count: Range, start: int, end: int, rbe: bool) -> Stated:
    """Take what is multiplied for the dose of a fraction, unless nobody could get that: `60 Gy x 30`."""
    kind = TOTAL if value.high * count.high > _HIGHEST else PER_FRACTION
    return _stated(kind, value, start, end, rbe=rbe, sure=True)


def _plain(text: str, before: str, value: Range, found: re.Match[str], rbe: bool) -> Stated:
    start, end = found.span()
    if after := _PER_AFTER.match(text, end):
        return _stated(PER_FRACTION, value, start, after.end(), rbe=rbe, sure=True)
    if lead := _TOTAL_BEFORE.search(before):
        return _stated(TOTAL, value, start, end, len(lead[0]), rbe=rbe, sure=True)
    if lead := _PER_BEFORE.search(before):
        return _stated(PER_FRACTION, value, start, end, len(lead[0]), rbe=rbe, sure=True)
    if lead := _SINGLE_BEFORE.search(before):
        return _stated(SINGLE, value, start, end, len(lead[0]), rbe=rbe)
    if value.high <= _HIGHEST_DAILY and (lead := _DAILY_BEFORE.search(before)):
        return _stated(PER_FRACTION, value, start, end, len(lead[0]), rbe=rbe, sure=True)
    if value.high <= _HIGHEST_ON_DAYS and _ON_DAYS.match(text, end):
        return _stated(PER_FRACTION, value, start, end, rbe=rbe, sure=True)
    sure = bool(_TOTAL_AFTER.match(text, end))
    return _stated(TOTAL, value, start, end, rbe=rbe, sure=sure)


def _stated(
    kind: str, value: Range, start: int, end: int, lead: int = 0, *, rbe: bool = False, sure: bool = False
) -> Stated:
    return Stated(kind=kind, value=value, start=start, end=end, lead=start - lead, sure=sure, rbe=rbe)


def _gray(found: re.Match[str]) -> Range | None:
    """Read a dose in Gy; None where nobody could get it."""
    low, high = found["low"], found["high"]
    centi = bool(found["centi2"])
    low_centi = bool(found["centi1"]) if found["unit1"] else centi
    upper = _number(high or low, centi)
    lower = _number(low, low_centi) if high else upper
    lower, upper = sorted((lower, upper))
    if lower <= 0 or upper > _HIGHEST:
        return None
    return Range(lower, upper) if upper <= _WIDEST * lower else Range(upper, upper)


def _number(words: str, centi: bool) -> Decimal:
    """Read a number; a comma before three digits parts thousands in cGy, and is a decimal point else."""
    plain = words.replace("·", ".")
    value = Decimal(plain.replace(",", "") if centi else plain.replace(",", "."))
    return value / 100 if centi else value


def _many(found: re.Match[str]) -> Range | None:
    """Read a number of fractions, in digits or words; None where there could not be so many."""
    numbers = [_whole(words) for words in (found["low"], found["high"]) if words]
    low, high = min(numbers), max(numbers)
    return Range(Decimal(low), Decimal(high)) if low > 0 and high <= _MOST else None


def _whole(words: str) -> int:
    return int(words) if words.isdigit() else _WORDS[" ".join(words.lower().split())]
