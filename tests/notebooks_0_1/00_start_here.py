# The code of a notebook as version 0.1 had it, a cell after each mark.

# %%
# Leave this empty: your own files in data/raw, or the made-up example while there are none.
person = ""

# %%
import backpain_analysis as bpa

me = bpa.open_record(person)
me

# %%
bpa.show_files(me)

# %%
bpa.draw_timeline(me.daily, events=me.exports.events)

# %%
me.answers

# %%
bpa.choose_report(me)
