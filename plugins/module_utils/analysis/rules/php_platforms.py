# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole applications of PHP that others build on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Platform:
    """A whole application that others build on, and what it keeps its data in."""

    name: str
    #: Needed by every installation.
    engines: tuple[str, ...] = ("mysql",)
    #: The relational engines its installer asks for one of.
    choices: tuple[str, ...] = ()


_ANY = ("mysql", "postgresql", "sqlite")
_MAGENTO = Platform("Magento", ("mysql", "elasticsearch"))
_WORDPRESS = Platform("WordPress")
_DRUPAL = Platform("Drupal", (), _ANY)
_TYPO3 = Platform("TYPO3", (), _ANY)
_CONCRETE = Platform("Concrete CMS")
_ORO = Platform("Oro", ("postgresql",))
_SNIPE_IT = Platform("Snipe-IT")
_CRAFT = Platform("Craft CMS", (), ("mysql", "postgresql"))

#: Packages that are the application itself, required or as its own name.
PLATFORMS = {
    # Magento refuses to install without its search engine since 2.4.
    "magento/product-community-edition": _MAGENTO,
    "magento/product-enterprise-edition": _MAGENTO,
    "magento/magento-cloud-metapackage": _MAGENTO,
    "magento/magento2ce": _MAGENTO,
    "mage-os/product-community-edition": _MAGENTO,
    "openmage/magento-lts": Platform("OpenMage"),
    "akeneo/pim-community-dev": Platform("Akeneo PIM", ("mysql", "elasticsearch")),
    "akeneo/pim-community-standard": Platform("Akeneo PIM", ("mysql", "elasticsearch")),
    "roots/wordpress": _WORDPRESS,
    "roots/wordpress-no-content": _WORDPRESS,
    "johnpbloch/wordpress": _WORDPRESS,
    "johnpbloch/wordpress-core": _WORDPRESS,
    "drupal/core": _DRUPAL,
    "drupal/core-recommended": _DRUPAL,
    "drupal/drupal": _DRUPAL,
    "typo3/cms-core": _TYPO3,
    "typo3/cms": _TYPO3,
    "craftcms/cms": _CRAFT,
    "flarum/core": Platform("Flarum"),
    "shopware/core": Platform("Shopware"),
    "shopware/platform": Platform("Shopware"),
    "prestashop/prestashop": Platform("PrestaShop"),
    "matomo/matomo": Platform("Matomo"),
    "piwik/piwik": Platform("Matomo"),
    "pimcore/pimcore": Platform("Pimcore"),
    "contao/core-bundle": Platform("Contao"),
    "silverstripe/framework": Platform("Silverstripe"),
    "concrete5/core": _CONCRETE,
    "concrete5/concrete5": _CONCRETE,
    "concretecms/core": _CONCRETE,
    "sylius/sylius": Platform("Sylius", ()),
    "oro/platform": _ORO,
    "oro/commerce": _ORO,
    "oro/crm": _ORO,
    "humhub/humhub": Platform("HumHub"),
    "phpbb/phpbb": Platform("phpBB", (), _ANY),
    "mediawiki/core": Platform("MediaWiki", (), _ANY),
    "moodle/moodle": Platform("Moodle", (), ("mysql", "postgresql")),
    "joomla/joomla-cms": Platform("Joomla", (), ("mysql", "postgresql")),
    "nextcloud/server": Platform("Nextcloud", (), _ANY),
    "vanilla/vanilla": Platform("Vanilla"),
    "espocrm/espocrm": Platform("EspoCRM", (), ("mysql", "postgresql")),
    "salesagility/suitecrm": Platform("SuiteCRM"),
    "orangehrm/orangehrm": Platform("OrangeHRM"),
    "librenms/librenms": Platform("LibreNMS"),
    "modx/revolution": Platform("MODX"),
    "elgg/elgg": Platform("Elgg"),
    "thelia/thelia": Platform("Thelia"),
    "chamilo/chamilo-lms": Platform("Chamilo"),
    "openemr/openemr": Platform("OpenEMR"),
    "glpi/glpi": Platform("GLPI"),
    "dolibarr/dolibarr": Platform("Dolibarr", (), ("mysql", "postgresql")),
    "limesurvey/limesurvey": Platform("LimeSurvey", (), ("mysql", "postgresql")),
    "mantisbt/mantisbt": Platform("MantisBT", (), ("mysql", "postgresql")),
    "simplemachines/smf": Platform("Simple Machines Forum", (), ("mysql", "postgresql")),
    # Its tests are run with PostgreSQL as well, its documentation knows MySQL and MariaDB.
    "grokability/snipe-it": _SNIPE_IT,
    "snipe/snipe-it": _SNIPE_IT,
    "mautic/core": Platform("Mautic"),
    "mautic/core-lib": Platform("Mautic"),
}

#: Tools for databases of others: they need one to look at, and none of their own.
DATABASE_TOOLS = frozenset("phpmyadmin/phpmyadmin vrana/adminer adminerevo/adminerevo phppgadmin/phppgadmin".split())

#: Files, by their place below the application's folder, by which a platform without Composer is known.
MARKERS = {
    "wp-includes/version.php": _WORDPRESS,
    "wp-config-sample.php": _WORDPRESS,
    # A site that keeps only what is its own.
    "wp-config.php": _WORDPRESS,
    "core/lib/Drupal.php": _DRUPAL,
    "administrator/manifests/files/joomla.xml": PLATFORMS["joomla/joomla-cms"],
    "lib/moodlelib.php": PLATFORMS["moodle/moodle"],
    "includes/MainConfigSchema.php": PLATFORMS["mediawiki/core"],
    "includes/DefaultSettings.php": PLATFORMS["mediawiki/core"],
    "lib/private/legacy/OC_App.php": PLATFORMS["nextcloud/server"],
    "classes/PrestaShopAutoload.php": PLATFORMS["prestashop/prestashop"],
    "phpbb/db/driver/driver_interface.php": PLATFORMS["phpbb/phpbb"],
    # Open Journal Systems, and those for monographs and preprints.
    "config.TEMPLATE.inc.php": Platform("PKP", (), ("mysql", "postgresql")),
    "lib/core/lhcore/lhdb.php": Platform("Live Helper Chat"),
    "resources/pdo_vm.php": Platform("FusionPBX", ("postgresql",)),
}
