"""The regression: exposures, the estimator, the correction for running by how it hurts."""
