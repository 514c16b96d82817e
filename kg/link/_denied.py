"""Words around a name that say it is not given: negation, history, comparison, "placebo for"."""

from __future__ import annotations

import re

# how far around a name words are read, which also keeps the time in proportion to the text
_REACH = 60
_CLAUSE_END = re.compile(r"[;:\n]|(?<!\bvs)\.(?!\d)|,\s+(?:then|followed)\b", re.IGNORECASE)

# what may stand between the denying word and the name: a few words, no verb of giving
_GAP = r"(?:[\w/-]+[\s,]+){0,3}?"
# "without", "no" and "placebo for" reach no further than to a word of giving
_NEAR = r"(?:(?!(?:but|then|plus)\b|and\s+with\b)[\w/-]+[\s,]+){0,3}?"
_DENIED_BEFORE = re.compile(
    rf"""(?:
        (?<!with/)(?<!with\sor\s)(?<!with\sand\s)(?<!and/or\s)\bwithout\s+(?P<near>{_NEAR})
      | \b(?:no|not(?!\s+only)|never|neither|nor|avoid(?:ing)?|exclud(?:e|ing))[\s-]+(?P<none>{_NEAR})
      | \b(?:omi(?:t(?:s|ted|ting)?|ssion\s+of)|withh(?:eld|old(?:ing)?)
         |discontinu(?:e|ed|ing|ation\s+of)|stop(?:ped|ping)?|(?:cessation|withdrawal)\s+of)\s+{_NEAR}
      | \b(?:prior|previous(?:ly)?|history\s+of|pre-?treated\s+with)\s+{_GAP}
      | \b(?:refractory|resistan(?:t|ce)|intoleran(?:t|ce)|allergic|contraindication
         |ineligible|unsuitable|unfit)\s+(?:to|of|for)\s+{_GAP}
      | \b(?:fail(?:ed|ing|ure)|progress(?:ed|ion))\s+(?:of|on|after|with|to)?\s*{_GAP}
      | \b(?:instead\s+of|rather\s+than|in\s+place\s+of)\s+{_GAP}
      | \bif\s+(?:\w+\s+)?(?:didn['’]?t|don['’]?t|not|no)\b.*
      | \b(?:placebos?|sugar\s+pills?|dummy|vehicle)\s*(?:tablets?|capsules?|pills?|injections?)?\s*[(\[]?
        \s*(?:for|to|of|match(?:ing|ed)(?:\s+(?:to|with|for))?|mimicking|resembling|identical\s+to)\s+
        (?:the\s+|match\s+|mimic\s+)?{_NEAR}
      | \bnon[\s-]+
      | \b(?P<dummy>placebo|(?<!or\s)(?<!/)sham)[\s-]+
    )\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_COMPARED_BEFORE = re.compile(
    rf"\b(?:versus|vs\.?|compar(?:ed|ison|ing)\s+(?:with|to)|against)\s+{_GAP}\Z", re.IGNORECASE
)
_DENIED_AFTER = re.compile(
    r"""(?:
        (?:\s*\([^()]{0,40}\))?[\s()®™-]*(?:(?:-|\s)?(?:matching|matched)\s+)?(?:placebo|vehicle)
      | [\s(-]*sham
      | [\s(,-]*(?:na[iï]ve|refractory|resistant|free|failures?|failed|pre-?treated|experienced|induced
         |ineligible|intolerant|withdrawal|discontinuation|omission)
      | [\s-]+(?:antagonists?|agonists?|blockers?|receptors?|deficien(?:cy|t)|poisoning
         |dependence|abuse|allergy)
      | [\s(,-]*(?:is|are|was|were)?\s*(?:not|never)\s+(?:given|allowed|permitted|used)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
# what a placebo is made of, or another word for one
_DUMMY = re.compile(
    r"(?:placebo|sham|dummy|vehicle|(?:\w+\s+)?saline|sodium\s+chloride|water|starch|sugar|sucrose|lactose|glucose"
    r"|dextrose)\b",
    re.IGNORECASE,
)
# a list that a denial reaches: "without A or B", "no A, B or C"; after a name only
_LIST = re.compile(r"\s*(?:,|\b(?:or|nor|and)\b)", re.IGNORECASE)
# what follows a denied name is denied with it: "without A or B", "placebo for A (its other name)"
_ALSO = re.compile(r"\s*(?:/|,?\s*\b(?:or|nor)\b)\s*\Z", re.IGNORECASE)
_ALIAS = re.compile(r"\s*[(\[]\s*\Z")
_COMPARISON = re.compile(
    r"\b(?:versus|vs\.?|compar(?:ed|ing|ison|e|es|ative)|against)(?=\W|$)", re.IGNORECASE
)
# around a treatment in a title: what the patients have had, or what came of it, and not what they get
_PAST_BEFORE = re.compile(
    rf"""\b(?:(?:patients|participants|subjects|adults|children|women|men|people|those|survivors)\s+
        (?:\w+\s+){{0,4}}?(?:treated\s+with|receiving|undergoing|under|on|taking|after|following|who\s+\w+)
      | (?:during|after|following|post|before|prior\s+to|induced\s+by|due\s+to|associated\s+with|toxicity\s+of
         |effects?\s+of|resistance\s+to))\s+{_GAP}\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_PAST_AFTER = re.compile(
    r"[\s-]*(?:induced|related|associated|treated|experienced|eligible|ineligible|unsuitable|failure|toxicity"
    r"|resistance|patients|survivors|recipients|candidates|users)\b",
    re.IGNORECASE,
)


def is_denied(text: str, start: int, end: int) -> bool:
    """Tell whether the words around `text[start:end]` say that it is not what is given.

    >>> is_denied("chemotherapy without radiotherapy", 21, 33)
    True
    >>> is_denied("with or without radiotherapy", 16, 28)
    False
    """
    after = text[end : end + _REACH]
    if _DENIED_AFTER.match(after):
        return True
    if not (found := _DENIED_BEFORE.search(_before(text, start))):
        return False
    if found["dummy"] and _DUMMY.match(text, start):
        return False
    gap = found["near"] or found["none"] or ""
    # "no A, B" gives B, unless a list goes on
    return "," not in gap or bool(_LIST.match(after) or re.search(r"\b(?:or|nor|and)\s*\Z", gap))


def is_denied_with(between: str, is_same: bool) -> bool:
    """Tell whether words between a denied name and the next deny it too; the same thing needs a bracket only.

    >>> is_denied_with(" or ", False), is_denied_with("; ", False), is_denied_with(" (", True)
    (True, False, True)
    """
    return len(between) <= _REACH and bool(_ALSO.match(between) or (is_same and _ALIAS.match(between)))


def is_compared(text: str, start: int) -> bool:
    """Tell whether what stands at `start` is what the treatment is compared with.

    >>> is_compared("sorafenib versus lenvatinib", 17)
    True
    """
    return bool(_COMPARED_BEFORE.search(_before(text, start)))


def before_comparison(title: str) -> str:
    """Give what a title says before it compares: what stands after that is not given together with it.

    >>> before_comparison("Antibody alone compared with usual chemotherapy plus radiotherapy")
    'Antibody alone '
    """
    found = _COMPARISON.search(title)
    return title[: found.start()] if found else title


def is_past(text: str, start: int, end: int) -> bool:
    """Tell whether a title speaks of `text[start:end]` as what patients had, or what came of it.

    >>> is_past("Mucositis in patients receiving chemotherapy", 32, 44)
    True
    """
    return bool(_PAST_BEFORE.search(_before(text, start)) or _PAST_AFTER.match(text[end : end + _REACH]))


def _before(text: str, start: int) -> str:
    return _CLAUSE_END.split(text[max(0, start - _REACH) : start])[-1]


def denying_words(text: str, start: int, end: int) -> str:
    """Give the words that deny or compare `text[start:end]`, with it; "" where none do.

    >>> denying_words("no prior SBRT is allowed", 9, 13)
    'no prior SBRT'
    """
    before = _before(text, start)
    if denied := _DENIED_BEFORE.search(before) or _COMPARED_BEFORE.search(before):
        return text[start - len(before) + denied.start() : end]
    if after := _DENIED_AFTER.match(text, end):
        return text[start : after.end()]
    return ""
