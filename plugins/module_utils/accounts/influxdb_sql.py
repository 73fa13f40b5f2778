# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""InfluxQL: quoting, and the lengths of time that it reads and prints."""

from __future__ import annotations

import re

_PART = re.compile(r"([0-9]+)([wdhms])")
_SECONDS = {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}
INFINITE = "INF"


def name(text: str) -> str:
    """A name as it stands in a statement."""
    return f'"{_escaped(text, chr(34))}"'


def literal(text: str) -> str:
    """A text as it stands in a statement."""
    return f"'{_escaped(text, chr(39))}'"


def _escaped(text: str, quote: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace(quote, f"\\{quote}")


def seconds(text: str) -> int | None:
    """Seconds of `30d`, or of `720h0m0s` as the server prints it; 0 is without end, None what is no length of time."""
    if text.upper() == INFINITE:
        return 0
    parts = _PART.findall(text)
    if "".join(f"{number}{unit}" for number, unit in parts) != text or not parts:
        return None
    return sum(int(number) * _SECONDS[unit] for number, unit in parts)


def shard_duration(kept: int) -> str:
    """How much time one shard holds where data are kept for that many seconds: the server's own rule."""
    if kept == 0 or kept > 180 * _SECONDS["d"]:
        return "7d"
    return "1d" if kept >= 2 * _SECONDS["d"] else "1h"
