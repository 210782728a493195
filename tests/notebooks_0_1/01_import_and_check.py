# The code of a notebook as version 0.1 had it, a cell after each mark.

# %%
# Leave this empty: your own files in data/raw, or the made-up example while there are none.
person = ""

# %%
import backpain_analysis as bpa

me = bpa.open_record(person)
me

# %%
bpa.show_pain(me, bpa.draw_calendar)

# %%
days = me.exports.calendar().tail(24).rename_axis(None)
bpa.Note(days.assign(days=days["days"].str.ljust(31)).to_string())

# %%
bpa.show_files(me)

# %%
bpa.choose_answers(me)

# %%
bpa.show_set_aside(me)

# %%
bpa.Note(me.exports.decisions)

# %%
bpa.show_coverage(me)
