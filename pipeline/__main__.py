"""`chronique`, also as `python -m pipeline`."""

import signal

# Until `main` takes over, Ctrl-C ends the program without a word about the imports it was at.
_before = signal.signal(signal.SIGINT, signal.SIG_DFL)

from pipeline import cli  # noqa: E402 (takes a moment)


def main() -> None:
    """Runs the command line as a program."""
    signal.signal(signal.SIGINT, _before or signal.default_int_handler)
    cli.main()


if __name__ == "__main__":
    main()
