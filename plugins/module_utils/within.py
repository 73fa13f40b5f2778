# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bounds the time of work that has no bound of its own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any


class LateError(Exception):
    """The work was not done in time."""


def within(seconds: float, work: Callable[[], Any]) -> Any:
    """What the work returns or raises.

    A connection has a time limit for each piece that arrives, and none for an answer that arrives byte by byte, or for
    a name that does not resolve. So the work runs beside us; where it is too slow it is left to end with the process.

    Raises:
        LateError: It is not done yet.
    """
    answer: queue.SimpleQueue[tuple[Any, BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            answer.put((work(), None))
        except BaseException as error:
            answer.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    try:
        result, error = answer.get(timeout=seconds)
    except queue.Empty:
        raise LateError from None
    if error:
        raise error
    return result
