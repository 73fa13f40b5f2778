# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Offers a host the packages that there are in other versions, from a repository of its own."""

from __future__ import annotations

from collections.abc import Iterable

from tests.hosts import Lab

_REPACK = """
set -e
mkdir -p /srv/offers && cd /srv/offers
for pair in "$@"; do
  name=${pair%%=*} version=${pair#*=}
  test -e $name.deb || { apt-get -qq download $name; mv ${name}_*.deb $name.deb; }
  file=$name-${version#*:}.deb
  dpkg-deb -R $name.deb tree
  sed -i "s/$(dpkg-deb -f $name.deb Version)/$version/" tree/DEBIAN/control
  dpkg-deb --root-owner-group -Znone -b tree $file >/dev/null
  rm -r tree
  dpkg-deb -f $file >>Packages
  printf 'Filename: ./%s\\nSize: %s\\nSHA256: %s\\n\\n' $file $(stat -c %s $file) $(sha256sum <$file | cut -c-64) \\
    >>Packages
done
echo 'deb [trusted=yes] file:/srv/offers ./' >/etc/apt/sources.list.d/offers.list
apt-get -qq update
"""


def offer(hosts: Lab, host: str, pairs: Iterable[str]) -> None:
    """Each as `name=version`; apt knows them then."""
    hosts.ssh(host, f"bash -s -- {' '.join(pairs)}", given=_REPACK)
