"""This project's server under load while its index is written, beside Datasette; `benchmarks/load.py` is the command.

`states` makes the collection, the records that a re-index adds and takes away again, and what each question must be
answered with before and after; `ours` and `peer` are the two servers; `writer` is the process that re-indexes, `client`
the one that asks; `trial` runs these processes together, `judging` holds every answer against what the index held
while it was made, and `page` writes down what came of it.
"""
