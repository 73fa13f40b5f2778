# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RabbitMQ of the distribution."""

from __future__ import annotations

from ...rabbitmq.tuning import disk_limit_mb
from .model import Server

RABBITMQ = Server(
    engine="rabbitmq",
    flavour="rabbitmq",
    packages=("rabbitmq-server",),
    series=("rabbitmq-server",),
    units=("rabbitmq-server",),
    processes=("beam.smp",),
    data_directory="/var/lib/rabbitmq/mnesia",
    # Empty until a node first ran, whatever it is called.
    initialised_by="",
    least_memory_mb=256,
    least_disk_mb=256,
    keeps_free=disk_limit_mb,
    version_parts=2,
)
