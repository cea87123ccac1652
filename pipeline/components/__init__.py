"""spaCy components of chronique, one file each; registered as factories through entry points."""
