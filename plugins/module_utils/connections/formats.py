# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The formats of environment files, by name."""

from __future__ import annotations

from collections.abc import Callable

from .container import container_file
from .dotenv import dotenv_file
from .shell import shell_file
from .systemd import systemd_file, unit_file

#: Each turns variables and comments into the text of a file.
FORMATS: dict[str, Callable[..., str]] = {
    "unit": unit_file,
    "dotenv": dotenv_file,
    "systemd": systemd_file,
    "shell": shell_file,
    "container": container_file,
}
