"""Fit many diaries by the fast and by a slow search, and print how far their numbers lie apart.

python benchmarks/fast_path.py --diaries 500
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from test_fast_path import AS_FAST, largest_difference


def main() -> None:
    """Run as many diaries as asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--diaries", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    work = Parallel(n_jobs=args.jobs)
    apart = np.array(work(delayed(largest_difference)(n) for n in range(args.diaries)))
    print(f"{args.diaries} diaries: largest difference {apart.max():.1e} (diary {apart.argmax()})")
    print(f"median {np.median(apart):.1e}; above {AS_FAST}: {(apart > AS_FAST).sum()}")


if __name__ == "__main__":
    main()
