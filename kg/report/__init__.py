"""The quality report of a build: what came in and out, what is missing, doubtful or stated differently.

While a shard is built, `observe` takes notes of each trial and counts them into a `Tally`; tallies of any
number of shards add up to the same numbers. When all shards are there, `write` makes pages, JSON and the
comparison with the earlier build of them. Nothing here reads the clock.
"""
