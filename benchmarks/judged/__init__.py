"""What the package finds, cleans and reads, held to collections that say what is right; `benchmarks/quality.py`
is the command.

`beir`, `pages` and `gold` read the collections and say what is wrong with one; `retrieval`, `cleaning` and
`extraction` run the package over them and measure; `bootstrap` gives every figure its interval; `rankers/` and
`cleaners` are the peers, `stored` keeps what they were measured at, `published.toml` what others say of theirs;
`tables` and `page` write down what came of it.
"""
