# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user is told to do, by whom the fault is."""

from __future__ import annotations

import urllib3

from ansible_collections.maestro.databases.plugins.module_utils.kubernetes import client
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.errors import ApiError
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.refusals import refused, without_values

SECRET = {"kind": "Secret", "metadata": {"name": "mysql", "namespace": "shop"}, "data": {"A": "cGFzcw=="}}


def test_a_conflict_names_the_manager_and_the_fields() -> None:
    causes = [{"message": 'conflict with "helm" using v1', "field": ".data.A"}]
    assert str(refused(ApiError(409, "Conflict", "Apply failed", causes), SECRET)) == (
        'namespace shop: Secret mysql: fields belong to another manager (.data.A: conflict with "helm" using v1); '
        "have that manager leave the fields alone, or take them over with adopt"
    )


def test_a_missing_permission_leads_to_the_documented_role_and_a_quota_does_not() -> None:
    text = 'secrets "mysql" is forbidden: User "maestro" cannot patch resource "secrets"'
    assert "docs/kubernetes-role.yml" in str(refused(ApiError(403, "Forbidden", text, []), SECRET))
    assert "docs/kubernetes-role.yml" not in str(refused(ApiError(403, "Forbidden", "exceeded quota", []), SECRET))


def test_a_value_that_the_server_repeats_is_hidden() -> None:
    assert without_values("invalid: cGFzcw== is no", SECRET) == "invalid: (hidden) is no"


def test_a_busy_server_is_waited_for_within_reason() -> None:
    patience = client._Patience(total=3)
    for asked, waited in (("2", 2), ("3600", 5), ("Wed, 21 Oct 2099 07:28:00 GMT", 5)):
        answer = urllib3.HTTPResponse(headers={"Retry-After": asked}, status=429)
        assert patience.get_retry_after(answer) == waited
    assert patience.get_retry_after(urllib3.HTTPResponse(status=429)) is None
