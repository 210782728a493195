from .errors import DataError as DataError, SettingsError as SettingsError
from .settings import find_person as find_person, read_settings as read_settings
