# The code of a notebook as version 0.1 had it, a cell after each mark.

# %%
# Leave this empty: your own files in data/raw, or the made-up example while there are none.
person = ""

# %%
import backpain_analysis as bpa

me = bpa.open_record(person)
me

# %%
bpa.draw_timeline(me.daily, events=me.exports.events, width=bpa.PRINT)

# %%
bpa.Note(bpa.by_month(me.daily, months=12).round(1).reset_index())

# %%
bpa.draw_answers(me.answers, sesoi=me.answers.plan.sesoi, width=bpa.PRINT).figure

# %%
me.answers

# %%
bpa.show_lag_curve(me, bpa.DISTANCE, width=bpa.PRINT)

# %%
bpa.show_looks(me, bpa.reverse_test)
