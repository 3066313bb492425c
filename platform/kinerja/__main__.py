"""`python -m kinerja` is the command line."""

from kinerja.cli import main

if __name__ == "__main__":
    main()
