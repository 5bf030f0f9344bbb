# SPDX-License-Identifier: GPL-3.0-or-later
"""Which fonts a sheet wants, which are there, and what replaces the others.

QGIS and Qt replace a missing font without a word, and text that was measured for another font is
clipped. So the family is chosen here, before anything is laid out, and set by name.
"""

from dataclasses import dataclass

from qgis.core import QgsFontUtils, QgsTextFormat
from qgis.PyQt.QtGui import QFont, QFontInfo, QRawFont

from ...processing import preferences
from ...styles import catalog
from .errors import MissingFontError

ROLES = ("hei", "song", "latin")
ROLE_ZH = {"hei": "黑体", "song": "宋体", "latin": "Times New Roman"}
_PROBE = {"hei": "都", "song": "都", "latin": "A"}


@dataclass(frozen=True)
class FontUse:
    """What a role of text gets: ``wanted`` by the standard, ``found`` here, ``replaced`` or not."""

    role: str
    wanted: str
    found: str | None
    replaced: bool

    def __str__(self):
        name = f"{ROLE_ZH[self.role]} ({self.wanted})"
        if self.found is None:
            return f"{name}: missing, and no replacement either"
        return f"{name}: missing, replaced by {self.found}" if self.replaced else f"{name}: {self.found}"


def installed(family, probe="都"):
    """Return whether ``family`` itself is installed and has the character ``probe``."""
    if not QgsFontUtils.fontFamilyOnSystem(family):
        return False
    font = QFont(family)
    same = QFontInfo(font).family().split(" [")[0].casefold() == family.casefold()
    return (same or QFontInfo(font).exactMatch()) and QRawFont.fromFont(font).supportsCharacter(probe)


def preflight(roles=ROLES, chains=None):
    """Return one :class:`FontUse` a role, in the order of ``roles``.

    ``chains`` replaces the chains of families (role → families): the shipped ones, with the family before them
    that the planner has set in QGIS's options.
    """
    chains = {**_chains(), **(chains or {})}
    standard = catalog.standard_fonts()
    uses = []
    for role in roles:
        families = chains[role]
        found = next((family for family in families if installed(family, _PROBE[role])), None)
        uses.append(FontUse(role, families[0], found, found not in (families[0], *standard[role])))
    return uses


def _chains():
    own = {role: preferences.font(role) for role in ROLES}
    return {
        role: (own[role], *chain) if own.get(role) else chain for role, chain in catalog.font_chains().items()
    }


def require(uses, strict=False):
    """Return role → family; raise when one is missing for good, or replaced while ``strict``.

    Raises
    ------
    MissingFontError
        Names every font in question and the packages that bring one.
    """
    bad = [use for use in uses if use.found is None or (strict and use.replaced)]
    if bad:
        raise MissingFontError(
            "The sheet's fonts are not there. "
            + "; ".join(str(use) for use in bad)
            + ". Install them (Debian: fonts-noto-cjk; Windows and macOS bring their own), "
            + "or switch strict fonts off to accept replacements."
        )
    return {use.role: use.found for use in uses}


def role_of(form):
    """Return the role a text format was built for, by the chain of families it carries; None without."""
    carried = set(form.families()) | {form.font().family()}
    for role, chain in catalog.font_chains().items():
        if role != "latin" and carried & set(chain):
            return role
    return None


def with_family(form, families, size_factor=1.0):
    """Return a copy of a text format in the family its role really has, and resized."""
    changed = QgsTextFormat(form)
    role = role_of(form)
    if role in families:
        font = changed.font()
        font.setFamily(families[role])
        changed.setFont(font)
        changed.setFamilies([families[role]])
    changed.setSize(form.size() * size_factor)
    return changed


def heavier(form):
    """Return a copy of a text format in the weight of a title: 黑体 as it is, its replacements bold."""
    changed = QgsTextFormat(form)
    font = changed.font()
    if font.family() not in catalog.standard_fonts()["hei"]:
        font.setBold(True)
        changed.setFont(font)
        changed.setNamedStyle("Bold")
    return changed
