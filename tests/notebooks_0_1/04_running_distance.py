# The code of a notebook as version 0.1 had it, a cell after each mark.

# %%
# Leave this empty: your own files in data/raw, or the made-up example while there are none.
person = ""

# %%
import backpain_analysis as bpa

me = bpa.open_record(person)
me

# %%
bpa.show_answer(me, bpa.DISTANCE)

# %%
me.answer(bpa.DISTANCE)

# %%
bpa.show_lag_curve(me, bpa.DISTANCE)

# %%
bpa.show_looks(me, bpa.load_jumps)

# %%
bpa.show_reverse(me)

# %%
bpa.choose_part(me, "distance")

# %%
bpa.show_numbers(me)
