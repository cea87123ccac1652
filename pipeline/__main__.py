"""`python -m pipeline` is `chronique`."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
