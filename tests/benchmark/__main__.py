# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the benchmarks: every script of this folder, or those that are named, one after another.

Each prints a table of its own, and ends with another code than 0 where it misses its budget.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.checkout import ROOT, environment

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """What there is to run."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))


def main(wanted: Sequence[str]) -> int:
    """Run the benchmarks; return how many missed their budget, or 2 where a name is wrong."""
    known = names()
    wrong = [name for name in wanted if name not in known]
    if wrong:
        print(f"no benchmark of this name: {', '.join(wrong)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    missed = []
    for name in wanted or known:
        print(f"== {name}", flush=True)
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", f"tests.benchmark.{name}"],
            cwd=ROOT,
            env={**environment(), "PYTHONPATH": f"{ROOT}:{environment()['PYTHONPATH']}"},
            check=False,
        )
        print(f"   {time.monotonic() - began:.0f} s\n", flush=True)
        if done.returncode:
            missed.append(name)
    if missed:
        print(f"failed or over budget: {', '.join(missed)}", file=sys.stderr)
    return len(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
