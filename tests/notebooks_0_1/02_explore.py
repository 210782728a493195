# The code of a notebook as version 0.1 had it, a cell after each mark.

# %%
# Leave this empty: your own files in data/raw, or the made-up example while there are none.
person = ""

# %%
import backpain_analysis as bpa

me = bpa.open_record(person)
me

# %%
bpa.draw_timeline(me.daily, events=me.exports.events)

# %%
bpa.show_course(me)

# %%
bpa.show_pain(me, bpa.draw_calendar)

# %%
bpa.show_pain(me, bpa.draw_rhythm)

# %%
bpa.show_pain(me, bpa.draw_flares)

# %%
bpa.Note(bpa.by_month(me.daily, months=24).round(1).reset_index())
