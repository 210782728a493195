# The code of a notebook as version 0.1 had it, a cell after each mark.

# %%
# Leave this empty: your own files in data/raw, or the made-up example while there are none.
person = ""

# %%
import backpain_analysis as bpa

me = bpa.open_record(person)
me

# %%
bpa.show_pain(me, bpa.draw_around_runs)

# %%
bpa.show_reverse(me)

# %%
bpa.show_looks(me, bpa.reverse_test)

# %%
bpa.show_other_ways(me)

# %%
bpa.show_checks(me, bpa.DISTANCE)

# %%
bpa.show_false_alarms(me)

# %%
bpa.show_diaries_like_mine(me)

# %%
bpa.show_plan(me)
