# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of scenarios in the background: each has a lab of its own, and most of it is waiting for packages."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Semaphore

from tests.checkout import ROOT, environment, must_pass

#: In the order in which they run.
SCENARIOS = sorted(path.parent.name for path in (ROOT / "extensions/molecule").glob("*/molecule.yml"))
AT_ONCE = 2


class Runs:
    """Scenarios that run in their order, one beside other tests, and two once the first result is asked for."""

    def __init__(self, scenarios: Sequence[str]) -> None:
        self._turns = Semaphore(1)
        self._hurried = False
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._outputs = {one: self._pool.submit(self._run, one) for one in scenarios}

    def result(self, scenario: str) -> str:
        """Waits for a scenario; fails the test where it failed."""
        if not self._hurried:
            self._turns.release(AT_ONCE - 1)
            self._hurried = True
        return self._outputs[scenario].result()

    def stop(self) -> None:
        """Lets what runs end, and starts no other."""
        self._pool.shutdown(cancel_futures=True)

    def _run(self, scenario: str) -> str:
        with self._turns:
            return must_pass(
                ["molecule", "test", "--scenario-name", scenario],
                # Molecule folds its output at the width of a terminal that is not there.
                env=environment({"COLUMNS": "160"}),
                timeout=1500,
                tail=150,
            )
