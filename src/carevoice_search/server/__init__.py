"""What `carevoice serve` runs: pages for people and an API for programs, both answered from one index."""
