# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of a declared group that one engine alone knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..problem import Problem
from . import volumes


@dataclass(frozen=True)
class Options:
    """The keys of one engine."""

    #: Each with the type its value has and how the message calls that type.
    keys: Mapping[str, tuple[tuple[type, ...], str]]
    #: From place, entry and whether the group is external to all options with their defaults, and what is wrong.
    read: Callable[..., tuple[dict[str, Any], list[Problem]]]


OPTIONS: Mapping[str, Options] = {"glusterfs": Options(volumes.KEYS, volumes.read)}
