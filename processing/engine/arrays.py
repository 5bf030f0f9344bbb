# SPDX-License-Identifier: GPL-3.0-or-later
"""Positions in flat arrays that hold many things one after the other."""

import numpy as np


def ranges(start, count):
    """The numbers start[i], start[i] + 1, … count[i] of them, for all i in one array."""
    end = np.cumsum(count)
    if not len(end):
        return np.zeros(0, np.int64)
    return np.arange(end[-1]) + np.repeat(start - (end - count), count)


def batches(sizes, limit):
    """Split the numbers of things into batches of neighbours, each of about a limited size in all.

    Parameters
    ----------
    sizes : numpy.ndarray of int
        Of each thing, 1 or more.
    limit : int

    Returns
    -------
    list of numpy.ndarray of int
        None of them empty; a thing larger than the limit may have others with it.

    Examples
    --------
    >>> [batch.tolist() for batch in batches(np.array([2, 2, 3, 9, 1]), 5)]
    [[0, 1], [2], [3, 4]]
    """
    end = np.cumsum(sizes)
    numbers = np.split(
        np.arange(len(sizes)), np.searchsorted(end, np.arange(limit, end.max(initial=0), limit))
    )
    return [batch for batch in numbers if len(batch)]
