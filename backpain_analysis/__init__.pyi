# The public names by role, then the two namespaces.

# reading
# results in, axes out; what the notebooks show and ask
from . import notebook as notebook
from . import plots as plots

# the answers
from .answers import answer as answer

# checks
from .checks.exploratory import joint_model as joint_model
from .checks.exploratory import other_ratings as other_ratings
from .checks.exploratory import ways_through as ways_through
from .checks.load_jumps import load_jumps as load_jumps
from .checks.missing import diary_check as diary_check
from .checks.placebo import lead_placebo as lead_placebo
from .checks.residuals import diagnose as diagnose
from .checks.reverse import reverse_test as reverse_test
from .checks.sensitivity import sensitivity as sensitivity
from .codes import Verdict as Verdict

# the diary
from .diary import Diary as Diary
from .diary import build_diary as build_diary

# errors
from .errors import DataError as DataError
from .errors import FitError as FitError
from .errors import SettingsError as SettingsError
from .importing.exports import Exports as Exports
from .importing.exports import Question as Question
from .importing.exports import read_exports as read_exports

# exposures
from .model.exposures import DISTANCE as DISTANCE
from .model.exposures import FREQUENCY as FREQUENCY
from .model.exposures import WEIGHT_CHANGE as WEIGHT_CHANGE

# regressions
from .model.lagged import fit_lag_curve as fit_lag_curve
from .model.lagged import fit_lagged as fit_lagged
from .model.reml import fit_reml as fit_reml

# the report
from .report.month import write_report as write_report
from .report.months import by_month as by_month
from .settings import find_person as find_person
from .settings import read_settings as read_settings

# simulation
from .simulation.diaries import make_example as make_example
from .simulation.diaries import simulate_diary as simulate_diary
