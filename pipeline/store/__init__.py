"""Records → SQLite or PostgreSQL, and from there → CSV or Parquet."""
