# SPDX-License-Identifier: GPL-3.0-or-later
"""Work on all processors that can be watched and stopped: GEOS lets other threads run while it works."""

from concurrent.futures import ThreadPoolExecutor, wait
from os import cpu_count

_HEARTBEAT_S = 0.2


def in_turn(work, items, report):
    """Do the same with many items, and yield the results in their order.

    Parameters
    ----------
    work : callable
        Takes an item.
    items : iterable
        Taken as fast as it gives them.
    report : callable
        Called with a fraction from 0 to 1 several times a second; may raise :class:`.errors.Cancelled` to stop.

    Yields
    ------
    object
        What `work` gives for each item.

    Examples
    --------
    >>> list(in_turn(abs, [-2, 3], lambda fraction: None))
    [2, 3]
    """
    with ThreadPoolExecutor(cpu_count()) as pool:
        jobs = []
        try:
            for item in items:
                jobs.append(pool.submit(work, item))
            for number, job in enumerate(jobs):
                while not wait([job], timeout=_HEARTBEAT_S).done:
                    report(number / len(jobs))
                yield job.result()
                report((number + 1) / len(jobs))
        except BaseException:
            for job in jobs:
                job.cancel()
            raise
