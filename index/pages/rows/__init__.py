"""Reads answers that stand as rows of tables, sheets, JSON and dumps: each row, a record."""
