# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a data directory: empty, with root known by the socket alone, no anonymous account, no test database.

Debian's packages do the same for /var/lib/mysql when they are installed; this is for other places, and for a host
where the packages are there and the data are not.
"""

from __future__ import annotations

import os
import shutil
import tempfile

from ..hosts import data, initialising
from ..hosts.command import run
from ..hosts.problem import HostError

ENGINE = "mysql"
_USER = "mysql"
_MADE = "ibdata1"

# What Debian's mysql-server does for its own data directory, so that its scripts find their account.
_MYSQL_SETUP = """\
INSTALL PLUGIN auth_socket SONAME 'auth_socket.so';
ALTER USER 'root'@'localhost' IDENTIFIED WITH 'auth_socket';
CREATE USER 'debian-sys-maint'@'localhost' IDENTIFIED WITH 'auth_socket' AS 'root';
GRANT ALL ON *.* TO 'debian-sys-maint'@'localhost' WITH GRANT OPTION;
"""


def exists(path: str) -> bool:
    """Whether there is a data directory that was made as a whole."""
    return os.path.exists(os.path.join(path, _MADE)) and not initialising.interrupted(ENGINE, path)


def create(flavour: str, path: str) -> None:
    """Makes the data directory. What a killed run left of it is removed first: no server ever ran on that.

    Raises:
        HostError: It could not be made, or something else is there.
    """
    if initialising.interrupted(ENGINE, path):
        data.empty(path)
    try:
        os.makedirs(path, exist_ok=True)
        left = data.within(path)
        if left:
            raise HostError(f"{path}: is to become a data directory and holds {', '.join(left[:5])}; empty it")
        shutil.chown(path, _USER, _USER)
        os.chmod(path, 0o700)
    except (OSError, LookupError) as error:
        raise HostError(f"{path}: {error}") from error
    with initialising.begun(ENGINE, path):
        if flavour == "mariadb":
            _mariadb(path)
        else:
            _mysql(path)
    if not exists(path):
        raise HostError(f"{path}: the server's own program ended well and made no data there")


def _mariadb(path: str) -> None:
    run(
        [
            *("mariadb-install-db", f"--user={_USER}", f"--datadir={path}", "--skip-test-db", "--disable-log-bin"),
            *("--auth-root-authentication-method=socket", "--rpm", "--cross-bootstrap"),
        ],
        what="mariadb-install-db",
        timeout=300,
    )


def _mysql(path: str) -> None:
    with tempfile.NamedTemporaryFile("w", prefix="maestro-", suffix=".sql", dir="/var/lib/mysql-files") as setup:
        setup.write(_MYSQL_SETUP)
        setup.flush()
        shutil.chown(setup.name, _USER, _USER)
        run(
            [
                *("mysqld", "--initialize-insecure", f"--user={_USER}", f"--datadir={path}"),
                *(f"--init-file={setup.name}", "--log-error=stderr"),
            ],
            what="mysqld --initialize-insecure",
            timeout=300,
        )
