"""The monthly run."""
