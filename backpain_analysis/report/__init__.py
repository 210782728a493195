"""The monthly run: notebooks executed, the clinician's pages, the answers as data.

`monthly` builds the report and moves it into place, `notebooks` runs the notebooks,
`clinician` puts the two pages into words and sets them (`clinician.typ`), `months` is their
table, `yours` the person's own page, `results` the answers as data, `history` the earlier
reports, `changes` what is new since, `texts` the words of all pages.
"""
