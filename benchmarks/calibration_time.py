"""Estimate how long `backpain calibrate` takes: the processor time of a sample of its chunks.

python benchmarks/calibration_time.py --chunks 40 --diaries 4
"""

import argparse
import statistics
import time

from backpain_analysis.simulation import calibration, grid, headline

ALL = 50  # diaries of a whole chunk


def seconds_a_chunk(tasks: list, chunks: int, diaries: int) -> list[float]:
    """Return the processor seconds of chunks drawn evenly from all, scaled to whole ones."""
    calibration.CHUNK = diaries
    step = (len(tasks) - 1) / (chunks - 1)
    found = []
    for number in range(chunks):
        cell, chunk = tasks[round(number * step)]
        start = time.process_time()
        calibration.run_chunk(cell, chunk)
        found.append((time.process_time() - start) * ALL / diaries)
    return found


def main() -> None:
    """Print the estimates of the headline rows and of the whole table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chunks", type=int, default=40)
    parser.add_argument("--diaries", type=int, default=4)
    args = parser.parse_args()
    calibration.run_chunk(headline()[0], 0)  # everything imported
    whole = [*grid(), *grid(looks=True)]
    for name, cells in [("headline rows", headline()), ("whole table", whole)]:
        calibration.CHUNK = ALL
        tasks = calibration._tasks(cells, 1000)
        each = seconds_a_chunk(tasks, args.chunks, args.diaries)
        usual = statistics.mean(each)
        error = statistics.stdev(each) / len(each) ** 0.5
        minutes = len(tasks) * usual / 60
        print(
            f"{name}: {len(tasks)} chunks of {usual:.1f} s (standard error {error:.1f}), "
            f"{minutes:.0f} min of processor time, {minutes / 2:.0f} min on 2 cores"
        )


if __name__ == "__main__":
    main()
