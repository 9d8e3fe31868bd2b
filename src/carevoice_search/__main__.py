"""`python -m carevoice_search` is the command `carevoice`."""

from carevoice_search.cli import main

if __name__ == "__main__":
    main()
