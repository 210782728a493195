# The code of a notebook as version 0.1 had it, a cell after each mark.

# %%
# Leave this empty: your own files in data/raw, or the made-up example while there are none.
person = ""

# %%
import backpain_analysis as bpa

me = bpa.open_record(person)
me

# %%
bpa.show_answer(me, bpa.FREQUENCY)

# %%
me.answer(bpa.FREQUENCY)

# %%
bpa.show_lag_curve(me, bpa.FREQUENCY)

# %%
bpa.show_reverse(me)

# %%
bpa.show_looks(me, bpa.joint_model)

# %%
bpa.choose_part(me, "frequency")

# %%
bpa.show_numbers(me)
