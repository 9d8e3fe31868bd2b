"""One module for each engine, all with the same face; `contract` says what it is."""
