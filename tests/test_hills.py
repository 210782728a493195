"""The search for the highest top of an error model's likelihood, as approved: what it looked at."""

import numpy as np
import pytest
from approved import same_as_approved

from backpain_analysis.model import fit_reml
from backpain_analysis.model.likelihood import ProfiledLikelihood


def ratings(seed, days, rho, noise):
    """Return days rated and the ratings: an AR(1) with noise, in whole points, some left out."""
    rng = np.random.default_rng(seed)
    lasting = np.zeros(days)
    for day in range(1, days):
        lasting[day] = rho * lasting[day - 1] + rng.normal()
    rated = np.flatnonzero(rng.uniform(size=days) < 0.8)
    pain = np.round(5 + lasting + noise * rng.normal(size=days)).clip(0, 10)
    return rated, pain[rated]


def columns(t, bends):
    """Return an intercept and waves over the diary, so many."""
    waves = [np.cos(np.pi * k * (t - t[0]) / (t[-1] - t[0])) for k in range(1, bends + 1)]
    return np.column_stack([np.ones(len(t)), *waves])


class Looked:
    """Counts what a search asks a likelihood for."""

    def __init__(self, monkeypatch):
        self.grid, self.points, self.climbed = 0, 0, 0
        heights, evaluate = ProfiledLikelihood.heights, ProfiledLikelihood.evaluate
        likelihood = ProfiledLikelihood.likelihood

        def counted_heights(problem, q1, q2, looked_at):
            self.grid += int(looked_at.sum())
            return heights(problem, q1, q2, looked_at)

        def counted_evaluate(problem, q):
            self.climbed += 1
            return evaluate(problem, q)

        def counted_likelihood(problem, q):
            self.points += 1
            return likelihood(problem, q)

        monkeypatch.setattr(ProfiledLikelihood, "heights", counted_heights)
        monkeypatch.setattr(ProfiledLikelihood, "evaluate", counted_evaluate)
        monkeypatch.setattr(ProfiledLikelihood, "likelihood", counted_likelihood)

    def told(self):
        said = f"{self.grid} of the grid, {self.points} between, {self.climbed} on the climb"
        self.grid, self.points, self.climbed = 0, 0, 0
        return said


def told(fit):
    lines = [f"rho {fit.rho:.6g}, log r {fit.log_r:.6g}, llf {fit.llf:.8g}"]
    for top in fit.hills.tops:
        lines.append(f"top {top.q[0]:.6g}, {top.q[1]:.6g}: {top.negative:.8g}, {top.converged}")
    for row in fit.hills.worth_a_look:
        lines.append("".join("o" if is_worth else "-" for is_worth in row))
    return lines


def test_what_a_search_looks_at_is_as_approved(monkeypatch: pytest.MonkeyPatch):
    """Short and noisy diaries have several tops; a fit near another begins where that ended."""
    looked = Looked(monkeypatch)
    lines = []
    kinds = [(0.9, 0.3), (0.5, 2.0), (0.97, 3.0), (0.0, 1.0), (0.3, 0.0)]
    for seed, (rho, noise) in enumerate(kinds * 2):
        t, pain = ratings(seed, 40 + 15 * (seed % 4), rho, noise)
        fit = fit_reml(t, pain, columns(t, 2))
        lines += [f"# {seed}: {looked.told()}", *told(fit)]
        near = fit_reml(t, pain, columns(t, 4), near=fit)
        lines += [f"# {seed}, near: {looked.told()}", *told(near)]
        plain = fit_reml(t, pain, columns(t, 2), noise=False)
        lines += [f"# {seed}, no noise: {looked.told()}", *told(plain)]
    same_as_approved("climbs/hills", lines, tolerance=1e-3)
