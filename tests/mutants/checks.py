"""Faults of the checks beside the answers."""

from . import Mutant

AFTER_PAIN = "backpain_analysis/checks/after_pain.py"
ALTERNATIVES = "backpain_analysis/checks/alternatives.py"
RESULT = "backpain_analysis/checks/result.py"
RESIDUALS = "backpain_analysis/checks/residuals.py"
PLACEBO = "backpain_analysis/checks/placebo.py"
MISSING = "backpain_analysis/checks/missing.py"

OF_AFTER_PAIN = "tests/checks/test_after_pain.py::"
OF_SENSITIVITY = "tests/checks/test_sensitivity.py::"
OF_RESIDUALS = "tests/checks/test_residuals.py::"
OF_OTHERS = "tests/checks/test_reverse_placebo_missing.py::"

HC3 = f"{OF_AFTER_PAIN}test_the_standard_error_is_hc3_by_its_formula"
ZONE = f"{OF_AFTER_PAIN}test_no_is_an_interval_of_90_percent_within_three_points"
FIVE_PERCENT = f"{OF_AFTER_PAIN}test_a_chance_that_changes_is_told_below_five_percent_only"
LONG_RUN = f"{OF_SENSITIVITY}test_long_run_values_as_the_r_package_ardl_on_the_danish_data"
NEWEY_WEST = f"{OF_SENSITIVITY}test_newey_west_as_the_r_package_sandwich_on_the_investment_data"
T_REFERENCE = f"{OF_OTHERS}test_an_estimate_has_the_interval_and_p_of_its_t_distribution"
GAPS = f"{OF_OTHERS}test_the_diary_check_counts_days_and_gaps_by_hand"

MUTANTS = [
    # does something happen more or less often after bad days?
    Mutant(
        name="HC0 in place of HC3",
        file=AFTER_PAIN,
        before="np.where(is_alone, np.inf, 1 - leverage)",
        after="1",
        tests=(HC3,),
    ),
    Mutant(
        name="HC2 in place of HC3",
        file=AFTER_PAIN,
        before="np.where(is_alone, np.inf, 1 - leverage)",
        after="np.sqrt(np.where(is_alone, np.inf, 1 - leverage))",
        tests=(HC3,),
    ),
    Mutant(
        name="five percentage points are nothing",
        file=AFTER_PAIN,
        before="EQUIVALENT_CHANCE = 0.03",
        after="EQUIVALENT_CHANCE = 0.05",
        tests=(ZONE,),
    ),
    Mutant(
        name="two percentage points are something",
        file=AFTER_PAIN,
        before="EQUIVALENT_CHANCE = 0.03",
        after="EQUIVALENT_CHANCE = 0.02",
        tests=(ZONE,),
    ),
    Mutant(
        name="nothing by the 95 % interval",
        file=AFTER_PAIN,
        before="LEVEL = 0.90",
        after="LEVEL = 0.95",
        tests=(ZONE,),
    ),
    Mutant(
        name="ten percent is enough after bad days",
        file=AFTER_PAIN,
        before="alpha: float = 0.05",
        after="alpha: float = 0.10",
        tests=(FIVE_PERCENT,),
    ),
    Mutant(
        name="one percent is needed after bad days",
        file=AFTER_PAIN,
        before="alpha: float = 0.05",
        after="alpha: float = 0.01",
        tests=(FIVE_PERCENT,),
    ),
    # other regressions
    Mutant(
        name="the long run's derivative has the wrong sign",
        file=ALTERNATIVES,
        before="gradient[lagged] = value / stays",
        after="gradient[lagged] = -value / stays",
        tests=(LONG_RUN,),
    ),
    Mutant(
        name="the long run is the short run",
        file=ALTERNATIVES,
        before="value = params[terms].sum() / stays",
        after="value = params[terms].sum()",
        tests=(LONG_RUN,),
    ),
    Mutant(
        name="Newey-West with a small-sample factor",
        file=ALTERNATIVES,
        before='"use_correction": False',
        after='"use_correction": True',
        tests=(NEWEY_WEST,),
    ),
    Mutant(
        name="the rarer level's commoner neighbour takes it",
        file=ALTERNATIVES,
        before="int(neighbours.idxmin())",
        after="int(neighbours.idxmax())",
        tests=(f"{OF_SENSITIVITY}test_rare_levels_are_merged_into_the_rarer_neighbour",),
    ),
    # what all share
    Mutant(
        name="a normal reference for every check",
        file=RESULT,
        before="t_interval(self.estimate, self.std_error, self.df, level)",
        after="t_interval(self.estimate, self.std_error, np.inf, level)",
        tests=(T_REFERENCE,),
    ),
    Mutant(
        name="the longest gap is a day too long",
        file=MISSING,
        before=".max(initial=1)) - 1",
        after=".max(initial=1))",
        tests=(GAPS,),
    ),
    Mutant(
        name="the lead placebo takes two days",
        file=PLACEBO,
        before="LEAD_DAYS = 7",
        after="LEAD_DAYS = 2",
        tests=(f"{OF_OTHERS}test_the_lead_placebo_takes_the_seven_days_after",),
    ),
    Mutant(
        name="residuals forget the report noise",
        file=RESIDUALS,
        before="total = variance + r\n",
        after="total = variance\n",
        tests=(f"{OF_RESIDUALS}test_whitening_is_the_inverse_cholesky_factor_gaps_included",),
    ),
]
