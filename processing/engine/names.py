# SPDX-License-Identifier: GPL-3.0-or-later
"""Room for the columns that a result adds: attributes of the same name step aside, none is lost."""


def aside(columns, ours):
    """New names of the attributes whose names a result needs.

    Parameters
    ----------
    columns : iterable of str
        All attributes of a layer, the result of an earlier run perhaps.
    ours : collection of str
        Names that the result adds, in lower case: a GeoPackage takes ``Area_m2`` and ``area_m2`` for one.

    Returns
    -------
    dict of str to str
        The old name to one with ``_orig`` behind it, and a number where that is taken.

    Examples
    --------
    >>> aside(["DKBH", "area_m2"], {"area_m2"})
    {'area_m2': 'area_m2_orig'}
    >>> aside(["Area_m2", "area_m2_orig"], {"area_m2"})
    {'Area_m2': 'Area_m2_orig2'}
    """
    columns = [str(column) for column in columns]
    taken = {column.lower() for column in columns} | set(ours)
    renamed = {}
    for column in columns:
        if column.lower() not in ours:
            continue
        name, number = f"{column}_orig", 2
        while name.lower() in taken:
            name, number = f"{column}_orig{number}", number + 1
        taken.add(name.lower())
        renamed[column] = name
    return renamed
