"""The month's report: one analysis, compared with the months before, and written.

    files -> analysis -> month -> folder

`month` makes the report in three steps, `analysis` is what it rests on, `changes` what is new since
the last one, `confirm` whether the plan may be fixed (with the `habits` that its person says are
theirs), and `fair_test` what may be shown of a fair test, and
the rest writes: `results` the answers as data, `clinician` and `recorded` the
clinician's pages in words (set by `pdf`), `yours` the person's own page, `changes_page` changes.md,
`pages` the figures and all pages, `notebooks` those of the notebooks, `beside` in a process that
runs while the figures are drawn. `folder` moves the report into place when it is whole. Nothing is
loaded before it is used: the process beside needs Jupyter and no pandas.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
