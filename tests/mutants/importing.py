"""Faults on the way from files to days."""

from . import Mutant

CLEANING = "backpain_analysis/importing/cleaning.py"
UNITS = "backpain_analysis/importing/inference/units.py"
DIARY = "backpain_analysis/diary.py"

OF_CLEANING = "tests/importing/test_cleaning.py::"
OF_DECISIONS = "tests/importing/test_decisions.py::"
OF_DIARY = "tests/test_diary.py::"

ATTACKS = f"{OF_DIARY}test_a_list_of_attacks_is_complete_from_its_first_to_its_last"
STRIDE = f"{OF_DECISIONS}test_the_stride_tells_a_unit_where_four_runs_in_five_agree"
FIVE_MINUTES = f"{OF_CLEANING}test_two_records_of_one_run_start_within_five_minutes"
TWENTIETH = f"{OF_CLEANING}test_two_records_of_one_run_differ_by_a_twentieth_at_most"
WEIGH_IN = f"{OF_CLEANING}test_two_records_of_one_weigh_in_differ_by_300_grams_at_most"
LIMITS = f"{OF_CLEANING}test_how_far_and_how_fast_a_run_can_be"
SPIKE = f"{OF_CLEANING}test_a_spike_is_five_kilograms_off_and_comes_back_within_a_fortnight"

MUTANTS = [
    # days
    Mutant(
        name="the attack list's end is ignored",
        file=DIARY,
        before=" & (grid <= attacks.max())",
        after="",
        tests=(ATTACKS,),
    ),
    Mutant(
        name="the attack list's beginning is ignored",
        file=DIARY,
        before="(grid >= attacks.min()) & ",
        after="",
        tests=(ATTACKS,),
    ),
    Mutant(
        name="weight is the mean of the day's weigh-ins",
        file=DIARY,
        before='["weight_kg"].median()',
        after='["weight_kg"].mean()',
        tests=(f"{OF_DIARY}test_weight_is_the_median_and_others_get_a_column_each",),
    ),
    Mutant(
        name="a session without a distance counts as 0 km",
        file=DIARY,
        before=".sum(skipna=False)",
        after=".sum()",
        tests=(f"{OF_DIARY}test_a_session_without_distance_makes_the_days_km_missing_not_the_run",),
    ),
    # units
    Mutant(
        name="the stride need agree on half of the runs only",
        file=UNITS,
        before="_MOST = 0.8",
        after="_MOST = 0.5",
        tests=(STRIDE,),
    ),
    Mutant(
        name="the stride may be 20 % off",
        file=UNITS,
        before="_NEAR = 0.12",
        after="_NEAR = 0.2",
        tests=(STRIDE,),
    ),
    Mutant(
        name="one run is enough for the stride to tell",
        file=UNITS,
        before="if agree >= 2 and",
        after="if agree >= 1 and",
        tests=(STRIDE,),
    ),
    # duplicates
    Mutant(
        name="records 50 minutes apart are one",
        file=CLEANING,
        before='np.timedelta64(5, "m")',
        after='np.timedelta64(50, "m")',
        tests=(FIVE_MINUTES,),
    ),
    Mutant(
        name="records must start in one minute",
        file=CLEANING,
        before='np.timedelta64(5, "m")',
        after='np.timedelta64(1, "m")',
        tests=(FIVE_MINUTES,),
    ),
    Mutant(
        name="distances may differ by a tenth",
        file=CLEANING,
        before="SAME_DISTANCE = 0.05",
        after="SAME_DISTANCE = 0.1",
        tests=(TWENTIETH,),
    ),
    Mutant(
        name="weigh-ins may differ by a kilogram",
        file=CLEANING,
        before="SAME_KG = 0.3",
        after="SAME_KG = 1.0",
        tests=(WEIGH_IN,),
    ),
    # what cannot be
    Mutant(
        name="a spike is seven kilograms",
        file=CLEANING,
        before="SPIKE_KG = 5.0",
        after="SPIKE_KG = 7.0",
        tests=(SPIKE,),
    ),
    Mutant(
        name="a spike is three kilograms",
        file=CLEANING,
        before="SPIKE_KG = 5.0",
        after="SPIKE_KG = 3.0",
        tests=(SPIKE,),
    ),
    Mutant(
        name="a spike need not come back",
        file=CLEANING,
        before=" & comes_back & is_near",
        after=" & is_near",
        tests=(SPIKE,),
    ),
    Mutant(
        name="the weigh-in before a spike may lie far back",
        file=CLEANING,
        before=" & is_near_before",
        after="",
        tests=(SPIKE,),
    ),
    Mutant(
        name="the weigh-in after a spike may come late",
        file=CLEANING,
        before=" & is_near_after",
        after="",
        tests=(SPIKE,),
    ),
    Mutant(
        name="a run may be 300 km",
        file=CLEANING,
        before='FARTHEST = {"run": 250.0',
        after='FARTHEST = {"run": 300.0',
        tests=(LIMITS,),
    ),
    Mutant(
        name="a run may be as fast as 40 km/h",
        file=CLEANING,
        before='FASTEST = {"run": 30.0',
        after='FASTEST = {"run": 40.0',
        tests=(LIMITS,),
    ),
]
