# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GlusterFS of the distribution."""

from __future__ import annotations

from .model import Server

GLUSTERFS = Server(
    engine="glusterfs",
    flavour="glusterfs",
    # Its logs are files, and its own package does not insist on what rotates them.
    packages=("glusterfs-server", "logrotate"),
    series=("glusterfs-*", "libglusterfs*", "libgfapi0", "libgfchangelog0", "libgfrpc0", "libgfxdr0"),
    units=("glusterd",),
    processes=("glusterd", "glusterfsd"),
    # What the servers know of each other and of their volumes; the volumes' own data lies in their bricks.
    data_directory="/var/lib/glusterd",
    initialised_by="glusterd.info",
    least_memory_mb=256,
    least_disk_mb=64,
    sized=False,
)
