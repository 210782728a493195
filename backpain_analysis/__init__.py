"""Do running frequency, running distance and weight change go with my back pain?

The way of the data, and the public names in its order:

    settings    read_settings, find_person
    exports     read_exports            (readers -> cleaning -> ledger)
    daily       build_daily
    exposures   FREQUENCY, DISTANCE, WEIGHT_CHANGE
    lagged      fit_reml, fit_lagged, fit_lag_curve
    checks      reverse_test
    answers     answer
    synthetic   simulate_diary
    figures     draw_*
    report      write_report
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
