"""What the pages of concepts, organisations and terms tell: gathered here, laid out by their templates.

Statements are read from the store as a page needs them; trials are counted and listed by the index
(`kg.search.members`), in which those of a concept are a range.
"""
