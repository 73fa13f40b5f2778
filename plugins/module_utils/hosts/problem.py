# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one exception of steps on a host."""

from __future__ import annotations


class HostError(Exception):
    """A step on the host that did not work; its text is made for the user and holds no secret."""
