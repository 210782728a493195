"""The notebooks' side: a person's `record`, what is `shown` of it, and widgets to `choose` with."""
