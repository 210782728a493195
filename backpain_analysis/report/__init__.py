"""The monthly run: notebooks executed, the clinician's pages, the answers as data.

`monthly` builds the report and `folder` moves it into place, `notebooks` runs the notebooks,
`pages` draws and writes all pages, `clinician` puts the two into words and sets them
(`clinician.typ`), `months` is their table, `yours` the person's own page, `results` the answers
as data, written and read back, `changes` what is new since, `texts` the words of all pages.
"""
