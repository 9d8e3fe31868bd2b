"""The engine over a Whoosh index in a folder; the only package that imports whoosh.

Whoosh keeps the postings, the stored records and the columns; matching, counting and ranking are our own
(`executor`), because Whoosh's collector gives wrong totals for some queries.
"""
