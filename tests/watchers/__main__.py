# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints how to start those who watch some hosts' servers of one engine: `python -m PACKAGE ENGINE ADDRESS…`."""

from __future__ import annotations

import json
import sys

from .lines import intrude, scan
from .logins import PACKAGED
from .ports import scanned


def main() -> None:
    engine, *addresses = sys.argv[1:]
    lines = {"scanner": scan(addresses, scanned(engine))}
    if engine in PACKAGED:
        lines["intruder"] = intrude(addresses, {engine: PACKAGED[engine]})
    print(json.dumps(lines))


if __name__ == "__main__":
    main()
