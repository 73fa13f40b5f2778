# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts that every scenario looks from: its web host, and one that is not allowed."""

from __future__ import annotations

import pytest


@pytest.fixture
def another(host):
    """A host of the scenario by its name."""

    def find(name):
        return host.get_host(f"ansible://{name}", ansible_inventory=host.backend.ansible_runner.inventory_file)

    return find


@pytest.fixture
def address(host):
    """The host's address on the lab's network."""
    return host.check_output("hostname -I").split()[0]


@pytest.fixture
def web(another):
    """The application's host."""
    return another("web1")


@pytest.fixture
def stranger(another):
    """A host that is not allowed."""
    return another("other1")
