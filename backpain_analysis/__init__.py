"""Do running frequency, running distance and weight change go with my back pain?

    reading        read_settings, find_person, read_exports, Exports, Question
    the diary      build_diary, Diary
    exposures      FREQUENCY, DISTANCE, WEIGHT_CHANGE
    regressions    fit_lagged, fit_lag_curve, fit_reml
    checks         reverse_test, lead_placebo, diary_check, diagnose, sensitivity, joint_model,
                   load_jumps, other_ratings, medication, ways_through
    the answers    answer, Verdict
    simulation     simulate_diary, make_example
    the report     write_report, by_month
    errors         DataError, SettingsError, FitError

and the namespaces `plots` (results in, axes out) and `notebook` (what the notebooks show and ask).
Nothing heavy is loaded before it is used.

The examples in the help of each name begin with those of the made-up person:

>>> import backpain_analysis as bpa
>>> settings = bpa.read_settings("data/example")
>>> exports = bpa.read_exports(settings.raw, settings)
>>> diary = bpa.build_diary(exports, settings)
>>> print(bpa.fit_lagged(diary, bpa.DISTANCE))  # doctest: +SKIP
"""

import os

# the fits are many small products: BLAS threads only get in each other's way (13 times slower)
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def __getattr__(name: str) -> object:
    """Load a public name when it is first used; one of version 0.1 says what it is called now."""
    load, names = _public()
    if name == "__all__":
        return names
    from .version_0_1 import NOW, former

    if name in names or name not in NOW:
        return load(name)
    globals()[name] = former(name)  # the next time it is found here, and nothing is said
    return globals()[name]


def __dir__() -> list[str]:
    """Return the public names."""
    _, names = _public()
    return list(names)


def _public() -> tuple:
    """Return what loads a public name, and all of them, as `__init__.pyi` lists them.

    The command starts without: it hears a Ctrl-C the sooner, the less was loaded before.
    """
    import lazy_loader

    load, _, names = lazy_loader.attach_stub(__name__, __file__)
    return load, names
