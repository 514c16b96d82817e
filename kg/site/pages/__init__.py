"""Kinds of pages, one module each.

A module declares `ADDRESS`, a pattern of the paths it knows; `page(release, asked, **groups)` makes the page
at such a path, or none where the release has nothing there; `addresses(release)` yields the paths that exist.
"""
