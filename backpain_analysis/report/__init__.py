"""The monthly run: notebooks executed, the clinician's pages, the answers as data.

`monthly` builds the report and moves it into place, `notebooks` runs the notebooks,
`clinician` puts the two pages into words and sets them (`clinician.typ`), `months` is their
table, `results` the answers as data, `texts` the words of all pages.
"""
