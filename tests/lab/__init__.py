# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab: real hosts, and a real Kubernetes API, on one machine.

Run it as ``python3 tests/lab COMMAND``; ``README.md`` beside this file says how.
"""
