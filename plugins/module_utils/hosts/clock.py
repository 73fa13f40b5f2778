# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a host's clock can be trusted: signatures, what servers stamp, and members of a cluster depend on it."""

from __future__ import annotations

#: Seconds. Less may be the time that the question took to come here.
TOLERANCE = 60


def difference(here: float, asked: float) -> str:
    """In words, how far this host's clock is from that of who asks; empty where that is within the tolerance.

    Args:
        here: What this host's clock says, in seconds.
        asked: What the other's said when it asked.
    """
    ahead = here - asked
    if abs(ahead) <= TOLERANCE:
        return ""
    seconds = round(abs(ahead))
    hours, rest = divmod(seconds, 3600)
    words = f"{hours} h {rest // 60} min" if hours else f"{seconds // 60} min {seconds % 60} s"
    return (
        f"the host's clock is {words} {'ahead of' if ahead > 0 else 'behind'} the controller's; "
        "have both follow a time service, such as systemd-timesyncd or chrony"
    )
