# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Memcached."""

from __future__ import annotations

from .model import Engine

MEMCACHED = Engine(
    name="memcached",
    port=11211,
    scheme="memcached",
    flavours=("memcached",),
    accounts=(),
    members="web",
    managed=False,
    sole="it has no logins, so that each application would read the other's",
)
