# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All detectors over one tree. What one of them did not foresee must not hide what the others saw."""

from __future__ import annotations

import warnings
from pathlib import PurePath

from .detectors import DETECTORS
from .model import Findings
from .tree import Tree


def look(tree: Tree, environment: str) -> Findings:
    """What there is to see. A detector that fails becomes a warning."""
    findings = Findings()
    with warnings.catch_warnings():
        # Python's parser grumbles at the application's code.
        warnings.simplefilter("ignore")
        for detect in DETECTORS:
            try:
                findings.add(detect(tree, environment))
            except Exception as exc:  # the last net: broken files are told by the detectors themselves
                tree.warn(
                    f"detector {detect.__module__.rpartition('.')[2]}",
                    f"failed ({type(exc).__name__}, {_place(exc)}) and what it saw is missing; please report it",
                )
    return findings


def _place(exc: BaseException) -> str:
    """Where in our code it was raised. The exception's own words may hold what a file holds."""
    frame = exc.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return f"{PurePath(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else "somewhere"
