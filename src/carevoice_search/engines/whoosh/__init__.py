"""The engine over a Whoosh index in a folder: segments of arrays, which our own search and Whoosh's both read.

A query's way: `reader` (the Engine), `executor` and its `phrases`, `expansion`, `ranking` and `facets`, `snapshot`
(one commit), `segment` (one segment's arrays). A record's way: `writer` (the Transaction), `gathering`, `merge`,
`segment_writer`, `storage` (the commit). `layout` is the file format; `codec` shows the same arrays to Whoosh.
"""
