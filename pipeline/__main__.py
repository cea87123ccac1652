"""`python -m pipeline` is `chronique`."""

from pipeline.cli import app

if __name__ == "__main__":
    app(prog_name="chronique")
