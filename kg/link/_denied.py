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
      | \b(?:versus|vs\.?|compar(?:ed|ison|ing)\s+(?:with|to)|against)\s+{_GAP}
      | \bif\s+(?:\w+\s+)?(?:didn['’]?t|don['’]?t|not|no)\b.*
      | \bplacebo\s+(?:for|to|of|match(?:ing|ed)(?:\s+(?:to|with|for))?|identical\s+to)\s+{_GAP}
    )\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_DENIED_AFTER = re.compile(
    r"[\s(,-]*(?:(?:-|\s)?(?:matching|matched)\s+placebo|placebo|-?na[iï]ve|-?refractory|-?resistant|-?free\b"
    r"|(?:is|are|was|were)?\s*(?:not|never)\s+(?:given|allowed|permitted|used))\b",
    re.IGNORECASE,
)


def is_denied(text: str, start: int, end: int) -> bool:
    """Tell whether the words around `text[start:end]` say that it is not what is given.

    >>> is_denied("chemotherapy without radiotherapy", 21, 33)
    True
    >>> is_denied("with or without radiotherapy", 16, 28)
    False
    """
    before = _CLAUSE_END.split(text[max(0, start - _REACH) : start])[-1]
    return bool(_DENIED_BEFORE.search(before) or _DENIED_AFTER.match(text, end))
