"""Annotation formats ↔ document records."""
