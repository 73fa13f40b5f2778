# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What both files of tests use."""

from __future__ import annotations

import pytest


@pytest.fixture
def shop(another):
    """What the application's user on the web host gets for a command."""

    def run(command):
        return another("web1").run(f"runuser -u shop -- {command}")

    return run
