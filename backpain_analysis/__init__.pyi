# The public names by role, then the two namespaces.

# reading
from .settings import find_person as find_person
from .settings import read_settings as read_settings
from .importing import Exports as Exports
from .importing import Question as Question
from .importing import read_exports as read_exports

# the diary
from .diary import Diary as Diary
from .diary import build_diary as build_diary

# exposures
from .model import DISTANCE as DISTANCE
from .model import FREQUENCY as FREQUENCY
from .model import WEIGHT_CHANGE as WEIGHT_CHANGE

# regressions
from .model import fit_lag_curve as fit_lag_curve
from .model import fit_lagged as fit_lagged
from .model import fit_reml as fit_reml

# checks
from .checks import diagnose as diagnose
from .checks import diary_check as diary_check
from .checks import joint_model as joint_model
from .checks import lead_placebo as lead_placebo
from .checks import load_jumps as load_jumps
from .checks import medication as medication
from .checks import other_ratings as other_ratings
from .checks import reverse_test as reverse_test
from .checks import sensitivity as sensitivity
from .checks import ways_through as ways_through

# the answers
from .answers import answer as answer
from .codes import Verdict as Verdict

# simulation
from .simulation import make_example as make_example
from .simulation import simulate_diary as simulate_diary

# the report
from .report import write_report as write_report
from .report import by_month as by_month

# errors
from .errors import DataError as DataError
from .errors import FitError as FitError
from .errors import SettingsError as SettingsError

# results in, axes out; what the notebooks show and ask
from . import notebook as notebook
from . import plots as plots
