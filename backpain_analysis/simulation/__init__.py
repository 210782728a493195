"""Diaries with a known truth, the example person, the calibration."""
