"""Continues the training of the base model's `ner`; not part of the installed program."""
