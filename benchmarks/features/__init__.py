"""Sixty features of every customer at six cutoffs: patron beside Polars, DuckDB and others."""
