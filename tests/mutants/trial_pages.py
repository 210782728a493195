"""Faults of what a person sees of a fair test: what is hidden, what is said, what a click does."""

from . import Mutant

REPORTED = "backpain_analysis/report/fair_test.py"
WORDS = "backpain_analysis/language/fair_test.py"
PAGE = "backpain_analysis/report/yours/page.py"
NOTEBOOK = "backpain_analysis/notebook/fair_test.py"
PICTURE = "backpain_analysis/plots/fair_test.py"

OF_PAGES = "tests/report/test_fair_test.py::"
OF_NOTEBOOK = "tests/report/test_fair_test_notebook.py::"
OF_PICTURES = "tests/report/test_fair_test_figures.py::"

MUTANTS = [
    Mutant(
        name="a report computes the difference while the test runs",
        file=REPORTED,
        before="    if not progress.is_over:\n        return ReportedTest(progress)\n",
        after="",
        tests=(f"{OF_PAGES}test_before_the_end_nothing_is_even_computed",),
    ),
    Mutant(
        name="the page of a running test shows mean pain",
        file="backpain_analysis/report/yours/fair_test.py",
        before="        parts = list(_under_way(p, reported))",
        after='        parts = [*_under_way(p, reported), element("p", days["pain"].mean())]',
        tests=(f"{OF_PAGES}test_nothing_before_the_end_depends_on_how_pain_differs[en]",),
    ),
    Mutant(
        name="a result stands below the three cards",
        file=PAGE,
        before="    return analysis.fair_test is not None and analysis.fair_test.progress.is_over",
        after="    return False",
        tests=(f"{OF_PAGES}test_the_result_stands_first_and_a_running_test_does_not",),
    ),
    Mutant(
        name="an effect is told the wrong way round",
        file="backpain_analysis/language/answers.py",
        before='    return "lower" if value < 0 else "higher"',
        after='    return "higher" if value < 0 else "lower"',
        tests=(f"{OF_PAGES}test_the_line_says_which_way_and_that_little_is_little",),
    ),
    Mutant(
        name="an effect that is too small to matter is told as none",
        file=WORDS,
        before='    if code == "no_large_effect" and result.pvalue <= LEVEL:',
        after='    if code == "no_large_effect" and result.pvalue <= 0:',
        tests=(f"{OF_PAGES}test_the_line_says_which_way_and_that_little_is_little",),
    ),
    Mutant(
        name="an end without a bound is written as a number",
        file=WORDS,
        before="    if math.isfinite(lower) and math.isfinite(upper):",
        after="    if True:",
        tests=(f"{OF_PAGES}test_an_end_without_a_bound_is_said",),
    ),
    Mutant(
        name="a result is told as new every month",
        file=REPORTED,
        before='    if before["result"] is None:\n',
        after="    if True:\n",
        tests=(f"{OF_PAGES}test_what_is_new_of_a_test_is_told_once",),
    ),
    Mutant(
        name="files that end before the test are not told",
        file=REPORTED,
        before="    if result.last_day < test.last_day:\n",
        after="    if result.last_day > test.last_day:\n",
        tests=(f"{OF_PAGES}test_a_log_that_ends_midway_and_a_stop_are_said",),
    ),
    Mutant(
        name="two ticks are enough to draw",
        file=NOTEBOOK,
        before="        self.button.disabled = not all(box.value for box in self.boxes.values())",
        after="        self.button.disabled = not any(box.value for box in self.boxes.values())",
        tests=(f"{OF_NOTEBOOK}test_the_button_draws_only_when_all_three_are_ticked",),
    ),
    Mutant(
        name="a click draws whatever was ticked",
        file=NOTEBOOK,
        before="        given = {name: bool(box.value) for name, box in self.boxes.items()}",
        after="        given = dict.fromkeys(self.boxes, True)",
        tests=(f"{OF_NOTEBOOK}test_a_click_without_the_ticks_draws_nothing",),
    ),
    Mutant(
        name="high and low blocks differ in colour only",
        file=PICTURE,
        before='"linestyle": DASHED, "marker": "v"',
        after='"linestyle": "-", "marker": "^"',
        tests=(f"{OF_PICTURES}test_high_and_low_are_told_apart_without_colour",),
    ),
    Mutant(
        name="a setting that was changed is not told after the test",
        file="backpain_analysis/report/yours/fair_test.py",
        before="    for remark in reported.progress.changed_settings:",
        after="    for remark in ():",
        tests=(
            f"{OF_PAGES}test_settings_that_were_others_when_it_was_drawn_are_said_when_it_is_over",
        ),
    ),
    Mutant(
        name="what the report has worked out of a test is worked out again",
        file="backpain_analysis/notebook/session.py",
        before="        if worked_out is not None and not wishes:",
        after="        if False:",
        tests=("tests/report/test_beside.py::test_what_is_computed_meanwhile_is_taken_over",),
    ),
    Mutant(
        name="lengths of another proposal are shown",
        file=REPORTED,
        before="        if same_weeks and own.powers == other.powers:",
        after="        if same_weeks:",
        tests=("tests/report/test_beside.py::test_lengths_are_taken_over_for_the_same_weeks_only",),
    ),
    Mutant(
        name="a figure's PNG is coarse",
        file="backpain_analysis/plots/files.py",
        before="PNG_DPI = 300",
        after="PNG_DPI = 144",
        tests=(
            "tests/test_figures.py::test_a_picture_is_saved_in_three_formats_that_are_one_drawing",
        ),
    ),
    Mutant(
        name="the same is said once for each question",
        file="backpain_analysis/report/yours/next_month.py",
        before="    if len(told) > 1 and len(set(told.values())) == 1:",
        after="    if False:",
        tests=(
            "tests/report/test_yours.py::test_what_is_the_same_for_every_question_is_said_once",
        ),
    ),
    Mutant(
        name="a long name of a rating runs over the panels beside it",
        file="backpain_analysis/plots/others.py",
        before="LETTERS_A_LINE = 12",
        after="LETTERS_A_LINE = 60",
        tests=("tests/test_figures.py::test_names_of_other_ratings_stay_beside_their_panels",),
    ),
]
