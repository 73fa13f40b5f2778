# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A signed apt repository on the lab's network, laid out as makers lay out theirs, for what Debian lacks.

The servers in it are real; the packages around them are made here, named as the makers name theirs. It is there to
exercise the way by which a maker's packages come to a host.
"""
