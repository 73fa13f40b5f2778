# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What apt-cache policy says."""

from __future__ import annotations

from ansible_collections.maestro.databases.plugins.module_utils.hosts.apt import Offer, parse_policy

POLICY = """\
postgresql-15:
  Installed: 15.17-0+deb12u1
  Candidate: 15.20-0+deb12u1
  Version table:
     15.20-0+deb12u1 500
        500 http://deb.example/debian-security bookworm-security/main amd64 Packages
     15.18-0+deb12u1 500
        500 http://deb.example/debian bookworm/main amd64 Packages
 *** 15.17-0+deb12u1 100
        100 /var/lib/dpkg/status
local-only:
  Installed: 1.0
  Candidate: 1.0
  Version table:
 *** 1.0 100
        100 /var/lib/dpkg/status
virtual:
  Installed: (none)
  Candidate: (none)
  Version table:
"""


def test_versions_that_repositories_have() -> None:
    assert parse_policy(POLICY) == {"postgresql-15": Offer("15.20-0+deb12u1", ("15.20-0+deb12u1", "15.18-0+deb12u1"))}
    assert parse_policy("") == {}


def test_the_newest_that_a_pin_means() -> None:
    offer = parse_policy(POLICY)["postgresql-15"]
    assert offer.matching("") == "15.20-0+deb12u1"
    assert offer.matching("15.18") == "15.18-0+deb12u1"
    assert offer.matching("15.17") == ""
