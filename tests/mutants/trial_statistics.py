"""Faults of the fair test's statistics."""

from . import Mutant

DRAWING = "backpain_analysis/trial/drawing.py"
ANALYSIS = "backpain_analysis/trial/analysis.py"
DESIGN = "backpain_analysis/trial/design.py"
RANDOMISATION = "backpain_analysis/trial/randomisation.py"
BY_BLOCK = "backpain_analysis/trial/by_block.py"
EARLY = "backpain_analysis/trial/early_look.py"
RESULT = "backpain_analysis/trial/result.py"
POWER = "backpain_analysis/trial/power.py"
SIMULATED = "backpain_analysis/trial/simulated_tests.py"

OF_DRAWING = "tests/trial/test_drawing.py::"
OF_ANALYSIS = "tests/trial/test_analysis.py::"
OF_EARLY = "tests/trial/test_early_look.py::"
OF_POWER = "tests/trial/test_power.py::"

WRITTEN_OUT = f"{OF_ANALYSIS}test_six_blocks_as_with_every_order_written_out"
INVERTED = f"{OF_ANALYSIS}test_the_interval_holds_what_the_test_does_not_reject"
FAIR = f"{OF_EARLY}test_the_bets_are_fair_over_all_orders_that_could_have_been_drawn"
VERDICTS = f"{OF_ANALYSIS}test_verdicts"

MUTANTS = [
    # the drawing
    Mutant(
        name="the schedule is drawn again by another rule",
        file=ANALYSIS,
        before="    others = other_orders(test.rule, test.schedule.order, test.seed)\n",
        after="    freer = replace(test.rule, most_alike=6, most_apart=6)\n"
        "    others = other_orders(freer, test.schedule.order, test.seed)\n",
        tests=(WRITTEN_OUT,),
    ),
    Mutant(
        name="orders are drawn by a fair coin at each block",
        file=DRAWING,
        before="begun.set_next(rng.random(n) < begun.chance_of_high())",
        after="begun.set_next((rng.random(n) < 0.5) & (begun.ways_on(True) > 0))",
        tests=(f"{OF_DRAWING}test_every_order_is_drawn_as_often",),
    ),
    Mutant(
        name="three blocks alike are allowed when counting",
        file=DRAWING,
        before="last[:, 1:-1] = np.abs(more_high)",
        after="last[:, 1:] = np.abs(more_high)",
        tests=(f"{OF_DRAWING}test_four_blocks_by_hand",),
    ),
    Mutant(
        name="the own order counts twice",
        file=DRAWING,
        before="OtherOrders(every[~is_own], are_all=True)",
        after="OtherOrders(every, are_all=True)",
        tests=(f"{OF_DRAWING}test_all_other_orders_where_there_are_few", WRITTEN_OUT),
    ),
    # as assigned, without the schedule
    Mutant(
        name="the weights are fitted with the schedule",
        file=ANALYSIS,
        before="errors = fit_reml(design.t, design.pain, design.terms)",
        after="errors = fit_reml(design.t, design.pain, np.column_stack("
        "[design.terms, design.of_blocks @ (own - 0.5)]))",
        tests=(WRITTEN_OUT,),
    ),
    Mutant(
        name="the test is as run instead of as assigned",
        file=DESIGN,
        before="of_blocks=block_columns(test.schedule, done.days)[rated]",
        after="of_blocks=(block_columns(test.schedule, done.days) * done.km[LAGS:, None])[rated]",
        tests=(f"{OF_ANALYSIS}test_a_skipped_run_counts_for_the_effect_and_not_for_the_pvalue",),
    ),
    Mutant(
        name="the habit asked for holds today",
        file=DESIGN,
        before="km[LAGS - lag : len(km) - lag]",
        after="km[LAGS - lag + 1 : len(km) - lag + 1]",
        tests=(f"{OF_ANALYSIS}test_the_habit_is_the_mean_of_the_14_days_before",),
    ),
    Mutant(
        name="days after stopping count",
        file=DESIGN,
        before="        ends.append(pd.Timestamp(test.stopped_on))\n",
        after="        pass\n",
        tests=(f"{OF_ANALYSIS}test_days_after_stopping_do_not_count",),
    ),
    Mutant(
        name="time terms are not swept out",
        file=RANDOMISATION,
        before="rest = whole[k:, k:] - across.T @ np.linalg.solve(among, across)",
        after="rest = whole[k:, k:]",
        tests=("tests/trial/test_invariance.py::test_a_trend_of_pain_changes_nothing",),
    ),
    # the test and its inversion
    Mutant(
        name="a tie does not count",
        file=RANDOMISATION,
        before="at_least = others >= own - ROUNDING * size",
        after="at_least = others > own + ROUNDING * size",
        tests=(f"{OF_ANALYSIS}test_a_tie_counts_as_at_least_as_large",),
    ),
    Mutant(
        name="the drawn order itself is left out of the p-value",
        file=RANDOMISATION,
        before="return float(1 + at_least.sum()) / (1 + len(others))",
        after="return float(at_least.sum()) / len(others)",
        tests=(f"{OF_ANALYSIS}test_exact_over_all_orders_where_running_does_nothing",),
    ),
    Mutant(
        name="the test is one-sided",
        file=RANDOMISATION,
        before="others = np.abs(self.others[:, 0] - beta * self.others[:, 1])",
        after="others = self.others[:, 0] - beta * self.others[:, 1]",
        tests=(WRITTEN_OUT, f"{OF_ANALYSIS}test_unweighted_block_means_as_by_scipy"),
    ),
    Mutant(
        name="an unbounded interval gets a bound",
        file=RANDOMISATION,
        before="is_between = ~always & (np.abs(others_b) < abs(b))",
        after="is_between = ~always",
        tests=(f"{OF_ANALYSIS}test_without_a_bound_where_another_order_moves_running_more",),
    ),
    Mutant(
        name="one value more is in the interval",
        file=RANDOMISATION,
        before="needed = int(np.floor(alpha * (1 + n) - 1 + ROUNDING)) + 1",
        after="needed = int(np.floor(alpha * (1 + n) - 1 + ROUNDING))",
        tests=(f"{OF_ANALYSIS}test_an_interval_by_hand", INVERTED),
    ),
    Mutant(
        name="the interval holds evenly spread effects alone",
        file=DESIGN,
        before="return even / even.sum(), decaying / decaying.sum()",
        after="return even / even.sum(), even / even.sum()",
        tests=(f"{OF_ANALYSIS}test_the_interval_is_the_hull_of_an_even_and_of_a_decaying_effect",),
    ),
    # what stands beside
    Mutant(
        name="missing ratings are compared by another statistic",
        file=BY_BLOCK,
        before="np.abs(differences) >= abs(high - low)",
        after="differences >= abs(high - low)",
        tests=(f"{OF_ANALYSIS}test_missing_ratings_as_with_every_order_written_out",),
    ),
    Mutant(
        name="an effect too small to matter comes first as an effect",
        file=RESULT,
        before="if low > -self.sesoi and high < self.sesoi:",
        after="if low > -self.sesoi and high < self.sesoi and self.pvalue > LEVEL:",
        tests=(VERDICTS,),
    ),
    Mutant(
        name="no large effect is judged on one side",
        file=RESULT,
        before="if low > -self.sesoi and high < self.sesoi:",
        after="if high < self.sesoi:",
        tests=(VERDICTS,),
    ),
    # a look before the end
    Mutant(
        name="a bet takes every order for as likely",
        file=EARLY,
        before='np.einsum("o,bok->bk", orders.chances, np.exp(relative))',
        after="np.exp(relative).mean(axis=1)",
        tests=(FAIR,),
    ),
    Mutant(
        name="p is one over the last value",
        file=EARLY,
        before="1 / max(1.0, *evalues)",
        after="1 / max(1.0, evalues[-1])",
        tests=(f"{OF_EARLY}test_p_is_one_over_the_running_maximum",),
    ),
    Mutant(
        name="whoever looked and stopped gets the exact p-value",
        file=ANALYSIS,
        before="return min(test.looks) <= test.stopped_on",
        after="return False",
        tests=(f"{OF_EARLY}test_whoever_looked_and_stopped_gets_the_sequential_answer",),
    ),
    # what is promised
    Mutant(
        name="power is promised as if every run were made",
        file=POWER,
        before="delta = -difference * course.adherence",
        after="delta = -difference",
        tests=(f"{OF_POWER}test_it_falls_with_what_hinders_a_test",),
    ),
    Mutant(
        name="who rests in pain is promised more where running helps",
        file=SIMULATED,
        before="itself = every_day - difference * self.skipping",
        after="itself = every_day + difference * self.skipping",
        tests=(f"{OF_POWER}test_who_rests_in_pain_sees_harm_more_easily_than_help",),
    ),
    Mutant(
        name="weeks needed are the first that suffice, whatever follows",
        file=POWER,
        before="[stays][0]",
        after="[suffices][0]",
        tests=(f"{OF_POWER}test_weeks_needed_by_hand",),
    ),
]
