# SPDX-License-Identifier: GPL-2.0-or-later
"""What a row of the bench is, and what its figures look like."""

import statistics

# Others that have to come near the best for it to be no chance, and how near.
CONFIRMATIONS = 3
NEAR = 1.03


def figure(values, unit, most=False):
    """Of repeated measurements the best counts: the least, or with @most the most."""
    best = max(values) if most else min(values)
    return {"unit": unit, "best": best, "median": statistics.median(values), "all": list(values)}


def confirmed(times):
    """Is the least of them no chance, as where something else had nearly all of the machine?"""
    return len(times) > CONFIRMATIONS and sorted(times)[CONFIRMATIONS] <= NEAR * min(times)


class Row:
    """measure() returns, for each contender, {"figures": {NAME: figure()}} or {"cannot": WHY}."""

    kernel = "fast"
    setup = None	# what it shares with its neighbours, if it does

    def __init__(self, name, title, quick=False):
        self.name, self.title, self.quick = name, title, quick

    def measure(self, bench):
        raise NotImplementedError
