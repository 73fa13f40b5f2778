# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ranges of tokens, and which of them a token lies in; a file may have as many as it has lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar


class Range(Protocol):
    """From the first token to the one behind the last."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


R = TypeVar("R", bound=Range)


class Ranges(Generic[R]):
    """A range is kept in the few blocks that make it up, whose lengths are powers of two."""

    def __init__(self, ranges: Iterable[R]) -> None:
        self._blocks: dict[tuple[int, int], list[tuple[int, R]]] = defaultdict(list)
        self._levels = 0
        for number, item in enumerate(ranges):
            start, end, level = item.start, item.end, 0
            while start < end:
                if start & 1:
                    self._blocks[level, start].append((number, item))
                    start += 1
                if end & 1:
                    end -= 1
                    self._blocks[level, end].append((number, item))
                start, end, level = start >> 1, end >> 1, level + 1
            self._levels = max(self._levels, level)

    def around(self, index: int) -> list[R]:
        """Those that a token lies in, in the order in which they came."""
        found = [one for level in range(self._levels) for one in self._blocks.get((level, index >> level), ())]
        return [item for _number, item in sorted(found, key=lambda one: one[0])]
