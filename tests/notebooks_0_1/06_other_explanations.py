# The code of a notebook as version 0.1 had it, a cell after each mark.

# %%
# Leave this empty: your own files in data/raw, or the made-up example while there are none.
person = ""

# %%
import backpain_analysis as bpa

me = bpa.open_record(person)
me

# %%
bpa.show_others(me)

# %%
bpa.show_held_equal(me)

# %%
bpa.show_looks(me, bpa.other_ratings, bpa.ways_through)
