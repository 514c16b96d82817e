"""Words around a name that say it is not given: negation, history, comparison, "placebo for"."""

from __future__ import annotations

import re

_REACH = 60
_CLAUSE_END = re.compile(r"[.;:\n]|,\s+(?:then|followed)\b")

# what may stand between the denying word and the name: a few words, no verb of giving
_GAP = r"(?:[\w/-]+[\s,]+){0,3}?"
_DENIED_BEFORE = re.compile(
    rf"""(?:
        (?<!with/)(?<!with\sor\s)(?<!and/or\s)\bwithout\s+{_GAP}
      | \b(?:no|not|non|never|neither|nor|avoid(?:ing)?|exclud(?:e|ing))[\s-]+{_GAP}
      | \b(?:prior|previous(?:ly)?|history\s+of|pre-?treated\s+with)\s+{_GAP}
      | \b(?:refractory|resistan(?:t|ce)|intoleran(?:t|ce)|allergic|contraindication)\s+(?:to|of|for)\s+{_GAP}
      | \b(?:fail(?:ed|ure)|progress(?:ed|ion))\s+(?:of|on|after|with|to)?\s*{_GAP}
      | \b(?:instead\s+of|rather\s+than|in\s+place\s+of)\s+{_GAP}
      | \bif\s+(?:\w+\s+)?(?:didn['’]?t|don['’]?t|not|no)\b.*
      | \bplacebo\s+(?:for|to|of|match(?:ing|ed)(?:\s+(?:to|with|for))?|identical\s+to)\s+{_GAP}
    )\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_COMPARED_BEFORE = re.compile(
    rf"\b(?:versus|vs\.?|compar(?:ed|ison|ing)\s+(?:with|to)|against)\s+{_GAP}\Z", re.IGNORECASE
)
_DENIED_AFTER = re.compile(
    r"[\s(,-]*(?:(?:-|\s)?(?:matching|matched)\s+placebo|placebo|-?na[iï]ve|-?refractory|-?resistant|-?free\b"
    r"|(?:is|are|was|were)?\s*(?:not|never)\s+(?:given|allowed|permitted|used))\b",
    re.IGNORECASE,
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
    return bool(_DENIED_BEFORE.search(_before(text, start)) or _DENIED_AFTER.match(text, end))


def is_compared(text: str, start: int) -> bool:
    """Tell whether what stands at `start` is what the treatment is compared with.

    >>> is_compared("sorafenib versus lenvatinib", 17)
    True
    """
    return bool(_COMPARED_BEFORE.search(_before(text, start)))


def is_past(text: str, start: int, end: int) -> bool:
    """Tell whether a title speaks of `text[start:end]` as what patients had, or what came of it.

    >>> is_past("Mucositis in patients receiving chemotherapy", 32, 44)
    True
    """
    return bool(_PAST_BEFORE.search(_before(text, start)) or _PAST_AFTER.match(text, end))


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
