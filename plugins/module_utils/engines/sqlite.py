# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SQLite: seen by analysis, never deployed."""

from __future__ import annotations

from .model import Engine

SQLITE = Engine(
    name="sqlite",
    port=0,
    scheme="sqlite",
    flavours=(),
    accounts=(),
    deployable=False,
    managed=False,
    advice="SQLite is for development only: use postgresql or mysql in its place",
)
