"""Files in, tidy tables out."""
