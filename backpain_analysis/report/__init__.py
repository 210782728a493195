"""The monthly run: notebooks executed, the clinician's pages, the answers as data.

`monthly` builds the report and `folder` moves it into place, `notebooks` runs the notebooks,
`clinician` puts the two pages into words and sets them (`clinician.typ`), `months` is their
table, `pages` draws and writes all, the person's own page too, `results` holds the answers as
data, written and read back, `changes` tells what is new since, `texts` has the words of all pages.
"""
