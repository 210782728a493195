"""Do running frequency, running distance and weight change go with my back pain?

The way of the data, and the public names in its order:

    settings    read_settings, find_person
    exports     read_exports            (readers -> cleaning -> ledger)
    diary       build_diary
    exposures   FREQUENCY, DISTANCE, WEIGHT_CHANGE
    lagged      fit_reml, fit_lagged, fit_lag_curve
    checks      reverse_test
    answers     answer
    synthetic   simulate_diary
    figures     draw_*
    report      write_report
"""

import os

import lazy_loader

# the fits are many small products: BLAS threads only get in each other's way (13 times slower)
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
