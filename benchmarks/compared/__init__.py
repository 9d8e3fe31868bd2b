"""This engine beside others on the same made-up records and questions; `benchmarks/compare.py` is the command.

`words` and `records` make the collection from a seed, `questions` draws what is asked of it, `engines/` has one
adapter for each engine, `child` is the process that an adapter runs in, `running` starts and measures these
processes, `agreement` holds their answers against one another, and `report`, `tables` and `machine` write down
what came of it. `cold` is the smallest program that answers once.
"""
