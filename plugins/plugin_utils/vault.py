# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's vault as the cipher of the credential store. The only file that knows how Ansible keeps vault passwords."""

from __future__ import annotations

from ansible.errors import AnsibleError
from ansible.parsing.vault import VaultLib, VaultSecretsContext, match_encrypt_secret

from ansible_collections.maestro.databases.plugins.module_utils.credentials.store import StoreError

MISSING = (
    "credentials are kept encrypted and this run has no vault password; "
    "give one with --vault-password-file, --ask-vault-pass or the setting vault_password_file"
)


class VaultCipher:
    """Encrypts with the run's vault password, decrypts with any of them."""

    def __init__(self, vault_id: str | None = None) -> None:
        context = VaultSecretsContext.current(optional=True)
        self._secrets = context.secrets if context else []
        self._vault_id = vault_id
        if not self._secrets:
            raise StoreError(MISSING)

    def encrypt(self, plain: bytes) -> bytes:
        """Encrypts with the password of the given vault identity, else with the first."""
        try:
            label, secret = match_encrypt_secret(self._secrets, encrypt_vault_id=self._vault_id)
        except AnsibleError as error:
            known = ", ".join(name for name, _secret in self._secrets)
            raise StoreError(f"no vault password has the identity '{self._vault_id}'; use one of: {known}") from error
        content: bytes = VaultLib(self._secrets).encrypt(plain, secret=secret, vault_id=label)
        return content

    def decrypt(self, content: bytes) -> bytes:
        """Decrypts with whichever password fits."""
        try:
            plain: bytes = VaultLib(self._secrets).decrypt(content)
        except AnsibleError as error:
            raise StoreError(
                "no vault password of this run opens the credential store; give the one it was made with"
            ) from error
        return plain
