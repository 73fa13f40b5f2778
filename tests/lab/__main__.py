# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Let ``python3 tests/lab COMMAND`` run the command line of the package."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

if not __package__:
    # Started by folder: Python put the package itself on the path, not its parent.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

sys.exit(importlib.import_module(f"{__package__ or 'lab'}.cli").main())
