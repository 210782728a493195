"""Print the language of the person's settings, for `make lab` to choose the notebooks by."""

from . import find_person, read_settings

if __name__ == "__main__":
    print(read_settings(find_person()).language)
