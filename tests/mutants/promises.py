"""Faults against what is promised to a person: their files, their privacy, the plan, the report."""

from . import Mutant

ANSWER = "backpain_analysis/answers/result.py"
ARCHIVES = "backpain_analysis/importing/archives.py"
CLEANING = "backpain_analysis/importing/cleaning.py"
CONFIRM = "backpain_analysis/report/confirm.py"
DATABASE = "backpain_analysis/importing/database.py"
DATES = "backpain_analysis/importing/inference/dates.py"
DRAFT = "backpain_analysis/report/draft.py"
EXPORTS = "backpain_analysis/importing/exports.py"
FIRST = "backpain_analysis/__main__.py"
FOLDER = "backpain_analysis/report/folder.py"
FOREIGN = "backpain_analysis/foreign.py"
HELD = "backpain_analysis/held.py"
LEDGER = "backpain_analysis/importing/ledger.py"
LETTERS = "backpain_analysis/plots/letters.py"
LOGBOOK = "backpain_analysis/logbook.py"
MANIFEST = "backpain_analysis/report/manifest.py"
MONTH = "backpain_analysis/report/month.py"
PAGES = "backpain_analysis/report/pages.py"
PDF = "backpain_analysis/report/pdf.py"
PICTURE = "backpain_analysis/plots/picture.py"
RECORDED = "backpain_analysis/report/recorded.py"
TIMES = "backpain_analysis/importing/times.py"

OF_FAULTS = "tests/report/test_faults.py::"
OF_MANIFEST = "tests/report/test_manifest.py::"
OF_FOREIGN = "tests/test_foreign.py::"
OF_LETTERS = "tests/test_letters.py::"
OF_LOGBOOK = "tests/test_logbook.py::"
OF_EXPORTS = "tests/importing/test_exports.py::"
OF_UNREADABLE = "tests/importing/test_unreadable.py::"

CLEARS_UP = f"{OF_FAULTS}test_the_next_run_of_any_month_clears_up"
DIED = f"{OF_FAULTS}test_folders_of_processes_that_died_are_removed"
LOOK_COUNTS = f"{OF_FAULTS}test_a_look_that_was_moved_aside_counts_when_the_plan_is_fixed"
NO_MEMORY = f"{OF_MANIFEST}test_two_gigabytes_are_not_taken_into_memory"
CANNOT_BE_READ = f"{OF_UNREADABLE}test_a_file_that_cannot_be_read_is_named"
FULL_DISK = f"{OF_LOGBOOK}test_a_full_disk_keeps_the_old_diary_and_says_so"
LOSES = f"{OF_LOGBOOK}test_a_disk_that_loses_what_it_took_is_noticed"
UTC = f"{OF_EXPORTS}test_utc_evening_run_lands_on_the_local_day"
OF_MONTHLY = "tests/report/test_monthly.py::"
OF_CONFIRM = "tests/report/test_confirm.py::"
FIRST_LOOK = f"{OF_MONTHLY}test_the_first_look_freezes_the_plan_and_the_next_keeps_it"
DRAFTS = f"{OF_CONFIRM}test_drafts_are_looks_and_are_counted_when_the_plan_is_fixed"
SAID = f"{OF_CONFIRM}test_a_report_that_nobody_confirmed_is_a_draft_and_says_how"
VERDICTS = "tests/test_answers.py::test_the_five_verdicts"

MUTANTS = [
    # the last report
    Mutant(
        name="only this month's leftovers are cleared",
        file=FOLDER,
        before='reports.glob(".*")',
        after='reports.glob(".2026-11-*")',
        tests=(CLEARS_UP,),
    ),
    Mutant(
        name="a report moved aside is thrown away",
        file=FOLDER,
        before="                left.rename(target)\n",
        after="                pass\n",
        tests=(CLEARS_UP,),
    ),
    Mutant(
        name="a report moved aside is put over the new one",
        file=FOLDER,
        before="if not target.exists():\n                left",
        after="if True:\n                left",
        tests=(f"{OF_FAULTS}test_what_was_moved_aside_before_a_newer_one_came_goes",),
    ),
    Mutant(
        name="what was being built stays",
        file=FOLDER,
        before="elif BEING_BUILT.fullmatch(left.name):",
        after="elif False:",
        tests=(CLEARS_UP,),
    ),
    Mutant(
        name="a folder of somebody's is cleared with the rest",
        file=FOLDER,
        before="elif BEING_BUILT.fullmatch(left.name):",
        after="elif left.is_dir():",
        tests=(CLEARS_UP,),
    ),
    Mutant(
        name="a broken run's folder is left",
        file=FOLDER,
        before="if building is not None:\n                shutil.rmtree",
        after="if building is None:\n                shutil.rmtree",
        tests=(f"{OF_FAULTS}test_what_breaks_a_run_leaves_the_last_report",),
    ),
    Mutant(
        name="a folder of other files is replaced",
        file=FOLDER,
        before='and not (target / "results.json").exists()',
        after="and False",
        tests=(f"{OF_FAULTS}test_a_folder_of_other_files_is_not_replaced",),
    ),
    Mutant(
        name="others may read the report",
        file=FOLDER,
        before="OWN_FILE = 0o600",
        after="OWN_FILE = 0o644",
        tests=("tests/report/test_private.py::test_a_report_is_closed_to_others",),
    ),
    Mutant(
        name="two runs write at once",
        file=HELD,
        before="else fcntl.LOCK_EX | fcntl.LOCK_NB",
        after="else fcntl.LOCK_SH | fcntl.LOCK_NB",
        tests=(f"{OF_FAULTS}test_a_second_run_is_refused_while_the_first_writes",),
    ),
    Mutant(
        name="two ratings are written at once",
        file=HELD,
        before="how = fcntl.LOCK_EX if waits",
        after="how = fcntl.LOCK_SH if waits",
        tests=(f"{OF_LOGBOOK}test_a_rating_waits_for_a_rival_that_writes",),
    ),
    # what a kill leaves
    Mutant(
        name="temporary folders of the dead stay",
        file=HELD,
        before="        if _is_left(folder):",
        after="        if False:",
        tests=(DIED,),
    ),
    Mutant(
        name="temporary folders of the living go",
        file=HELD,
        before="    except OSError:  # it is held, or another user's\n        return False",
        after="    except OSError:  # it is held, or another user's\n        return True",
        tests=(DIED,),
    ),
    Mutant(
        name="a young folder is taken for one that was left",
        file=HELD,
        before="st_mtime > YOUNG",
        after="st_mtime > -1",
        tests=(DIED,),
    ),
    Mutant(
        name="half a plan stays",
        file=HELD,
        before='for name in ("plan.toml", "settings.toml"):',
        after='for name in ("settings.toml",):',
        tests=(DIED,),
    ),
    Mutant(
        name="a draft that was moved aside is forgotten",
        file=CONFIRM,
        before="    with held_reports(folder):\n        return",
        after="    if folder:\n        return",
        tests=(LOOK_COUNTS,),
    ),
    # raw files
    Mutant(
        name="a raw file is touched",
        file=ARCHIVES,
        before='    return path.open("rb")',
        after='    path.touch()\n    return path.open("rb")',
        tests=(f"{OF_EXPORTS}test_raw_files_stay_as_they_are",),
    ),
    Mutant(
        name="a raw file is written",
        file=ARCHIVES,
        before='    return path.open("rb")',
        after='    path.write_bytes(path.read_bytes() + b" ")\n    return path.open("rb")',
        tests=(f"{OF_EXPORTS}test_raw_files_stay_as_they_are",),
    ),
    Mutant(
        name="a huge file is read before it is refused",
        file=ARCHIVES,
        before="if is_plain and self.size > self.most:",
        after="if False:",
        tests=(NO_MEMORY,),
    ),
    Mutant(
        name="a huge file of blanks is read",
        file=ARCHIVES,
        before="    return len(top) < TOP and not top.strip(BLANK)",
        after="    return not top.strip(BLANK)",
        tests=(f"{OF_MANIFEST}test_a_file_of_blanks_without_an_ending_is_not_read",),
    ),
    Mutant(
        name="a file that cannot be hashed stops the report",
        file=MANIFEST,
        before='with suppress(OSError), path.open("rb")',
        after='with path.open("rb")',
        tests=(f"{OF_MANIFEST}test_a_file_that_cannot_be_read_stops_nothing",),
    ),
    Mutant(
        name="half of a file is hashed",
        file=MANIFEST,
        before='file_digest(stream, "sha256").hexdigest()',
        after='__import__("hashlib").sha256(stream.read(2**20)).hexdigest()',
        tests=(f"{OF_MANIFEST}test_every_file_has_its_fingerprint",),
    ),
    Mutant(
        name="an unreadable file is called damaged",
        file=ARCHIVES,
        before="if isinstance(error, OSError) and error.errno is not None:",
        after="if False:",
        tests=(CANNOT_BE_READ,),
    ),
    Mutant(
        name="a stream that breaks off stops the report",
        file=EXPORTS,
        before="except OSError as error:  # it went",
        after="except ZeroDivisionError as error:  # it went",
        tests=(f"{OF_UNREADABLE}test_a_stream_that_breaks_off_while_its_rows_are_read_is_named",),
    ),
    # the diary
    Mutant(
        name="half a row stays in the diary",
        file=LOGBOOK,
        before="        diary.truncate(len(before))\n",
        after="",
        tests=(FULL_DISK,),
    ),
    Mutant(
        name="a rating is not looked for once it is written",
        file=LOGBOOK,
        before="if diary.read() != before + row:",
        after="if False:",
        tests=(LOSES,),
    ),
    Mutant(
        name="rivals see no diary and write a header each",
        file=LOGBOOK,
        before="    if not before:\n",
        after="    if len(before) < 99:\n",
        tests=(f"{OF_LOGBOOK}test_ten_first_ratings_at_once_write_one_header",),
    ),
    # what is set for others
    Mutant(
        name="a foreign backend stays",
        file=FOREIGN,
        before='_NAMES = ("MPLBACKEND", ',
        after="_NAMES = (",
        tests=(f"{OF_FOREIGN}test_what_is_set_for_others_is_left_out",),
    ),
    Mutant(
        name="a foreign path stays",
        file=FOREIGN,
        before="            sys.path.remove(folder)\n",
        after="            pass\n",
        tests=(f"{OF_FOREIGN}test_a_foreign_path_is_left_aside",),
    ),
    Mutant(
        name="somebody's matplotlibrc has a say",
        file=PICTURE,
        before='style.context(["default", SHEET, sizes])',
        after="style.context([SHEET, sizes])",
        tests=(f"{OF_FOREIGN}test_a_matplotlibrc_of_somebody_changes_no_figure",),
    ),
    Mutant(
        name="Ctrl-C in the first moment is a traceback",
        file=FIRST,
        before="        signal.signal(signal.SIGINT, _say_and_end)",
        after="        pass",
        tests=(f"{OF_FOREIGN}test_ctrl_c_in_the_first_moment_says_a_sentence",),
    ),
    Mutant(
        name="signs without a font are boxes",
        file=LETTERS,
        before="    if text.isascii():",
        after="    if text:",
        tests=(f"{OF_LETTERS}test_a_figure_draws_no_box",),
    ),
    Mutant(
        name="the PDF takes the fonts of the machine",
        file=PDF,
        before="ignore_system_fonts=True",
        after="ignore_system_fonts=False",
        tests=(f"{OF_LETTERS}test_the_pdf_gets_words_for_signs",),
    ),
    # privacy
    Mutant(
        name="events are printed for the clinician unasked",
        file=PAGES,
        before="    if analysis.settings.print_events:",
        after="    if True:",
        tests=(
            "tests/report/test_private.py::test_events_are_printed_only_where_the_settings_say",
        ),
    ),
    Mutant(
        name="whatever was recorded is printed for the clinician",
        file=RECORDED,
        before="    else:\n        return None\n",
        after='    else:\n        text = "recorded"\n',
        tests=(
            "tests/report/test_monthly.py::test_what_a_clinician_asks_for_is_listed_and_nothing_else",
        ),
    ),
    # the plan
    Mutant(
        name="the plan is not frozen",
        file=MONTH,
        before="        freeze_plan(folder, plan, today)\n",
        after="        pass\n",
        tests=(FIRST_LOOK,),
    ),
    Mutant(
        name="the plan is frozen without a yes",
        file="backpain_analysis/report/analysis.py",
        before="(is_answered and confirmed)",
        after="is_answered",
        tests=(SAID,),
    ),
    Mutant(
        name="drafts are no looks",
        file=CONFIRM,
        before="        looks=len([report for report in earlier if report.found]),\n",
        after="        looks=len([report for report in earlier if report.plan.frozen_on]),\n",
        tests=(DRAFTS,),
    ),
    Mutant(
        name="a changed plan is not noted",
        file=DRAFT,
        before="    if before.plan is not None:\n",
        after="    if False:\n",
        tests=(DRAFTS,),
    ),
    Mutant(
        name="the interval is not widened for the looks",
        file=ANSWER,
        before="self.fit.anytime_valid_int(level or self.level, self.tau)",
        after="self.fit.conf_int(level or self.level)",
        tests=(VERDICTS, "tests/test_answers.py::test_tau_by_hand"),
    ),
    # what a file cannot tell
    Mutant(
        name="day or month is guessed",
        file=DATES,
        before='Order("", Remark("import.question.day_or_month"',
        after='Order("dmy", Remark("import.question.day_or_month"',
        tests=(f"{OF_EXPORTS}test_what_the_file_cannot_tell_is_asked",),
    ),
    Mutant(
        name="UTC is taken for the local time",
        file=TIMES,
        before="    local = stamps.tz_convert(file.settings.zone).tz_localize(None)\n",
        after="    local = stamps.tz_localize(None)\n",
        tests=(UTC,),
    ),
    Mutant(
        name="one run of two apps counts twice",
        file=CLEANING,
        before="            into[second] = first\n",
        after="            pass\n",
        tests=("tests/importing/test_cleaning.py::test_one_run_from_two_apps_is_one",),
    ),
]
