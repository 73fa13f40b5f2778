# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which ranges of tokens a token lies in."""

from __future__ import annotations

import random

from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.js_model import Extent
from ansible_collections.maestro.databases.plugins.module_utils.analysis.formats.ranges import Ranges


def test_they_come_in_their_order_and_end_before_their_last_token() -> None:
    ranges = Ranges([Extent(3, 9), Extent(0, 4), Extent(5, 5), Extent(4, 5), Extent(0, 20)])
    assert ranges.around(4) == [Extent(3, 9), Extent(4, 5), Extent(0, 20)]
    assert ranges.around(3) == [Extent(3, 9), Extent(0, 4), Extent(0, 20)]
    assert ranges.around(9) == [Extent(0, 20)]
    assert ranges.around(20) == ranges.around(1000) == Ranges[Extent]([]).around(0) == []


def test_it_finds_what_a_look_at_each_finds() -> None:
    dice = random.Random("ranges")
    extents = [Extent(start, start + dice.randrange(90)) for start in dice.choices(range(300), k=200)]
    ranges = Ranges(extents)
    for index in range(400):
        assert ranges.around(index) == [one for one in extents if one.start <= index < one.end]
