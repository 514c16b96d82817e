"""What the page of a trial shows, gathered from its records: one module a part of the page.

A trial may have several records, which need not agree. Facts are told once, with the numbers of the records
that state them, and every other value beside; lists (arms, outcomes, criteria) are told as the fullest record
has them, and again as another has them where that differs.
"""
