# The code of a notebook as version 0.1 had it, a cell after each mark.

# %%
# Leave this empty: your own files in data/raw, or the made-up example while there are none.
person = ""

# %%
import backpain_analysis as bpa

me = bpa.open_record(person)
me

# %%
bpa.show_answer(me, bpa.WEIGHT_CHANGE)

# %%
me.answer(bpa.WEIGHT_CHANGE)

# %%
bpa.show_together(me)

# %%
bpa.choose_part(me, "weight_change")

# %%
bpa.show_numbers(me)
