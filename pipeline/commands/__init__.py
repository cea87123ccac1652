"""One file a command: options in, a silent function called, messages out.

A command module imports only typer at its top, so that `chronique --help` is quick; what does the work is
imported inside the command.
"""
