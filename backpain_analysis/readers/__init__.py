"""Readers: one file per app."""
