from .errors import DataError as DataError
from .errors import SettingsError as SettingsError
from .settings import find_person as find_person
from .settings import read_settings as read_settings
