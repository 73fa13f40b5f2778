# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clock that is off is told, and one that may be right is not."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts.clock import difference

MEND = "; have both follow a time service, such as systemd-timesyncd or chrony"


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [
        (0, ""),
        (60, ""),
        (-60, ""),
        (61, "the host's clock is 1 min 1 s ahead of the controller's" + MEND),
        (-125.4, "the host's clock is 2 min 5 s behind the controller's" + MEND),
        (2 * 3600 + 59 * 60 + 59, "the host's clock is 2 h 59 min ahead of the controller's" + MEND),
        (-31536000, "the host's clock is 8760 h 0 min behind the controller's" + MEND),
    ],
)
def test_what_is_told(ahead: float, expected: str) -> None:
    assert difference(1_700_000_000 + ahead, 1_700_000_000) == expected
