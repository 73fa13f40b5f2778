# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An Ansible callback that writes what each task returned, a line of JSON a host, to the file that a test names."""

from __future__ import annotations

import json
import os

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    """See the file's docstring; MAESTRO_TEST_RECORD is the file."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "record"

    def v2_runner_on_ok(self, result):
        self._write("ok", result)

    def v2_runner_on_skipped(self, result):
        self._write("skipped", result)

    def v2_runner_on_unreachable(self, result):
        self._write("unreachable", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._write("ignored" if ignore_errors else "failed", result)

    def v2_playbook_on_stats(self, stats):
        self._append({"stats": {host: stats.summarize(host) for host in stats.processed}})

    def _write(self, status, result):
        task = result.task
        self._append(
            {
                "host": result.host.get_name(),
                "task": task.get_name(),
                "action": task.action,
                "status": status,
                "result": result.result,
            }
        )

    @staticmethod
    def _append(entry):
        with open(os.environ["MAESTRO_TEST_RECORD"], "a", encoding="utf-8") as record:
            record.write(json.dumps(entry, default=str) + "\n")
