# SPDX-License-Identifier: GPL-2.0-or-later
"""What flowdp is to reach, and what the figures say of it."""

from dataclasses import dataclass
from typing import Callable

from row import confirmed


class Figures:
    """What was measured, by names; what is missing raises KeyError."""

    def __init__(self, rows):
        self.rows = {row["name"]: row["contenders"] for row in rows}

    def best(self, row, contender, name):
        return self.rows[row][contender]["figures"][name]["best"]

    def median(self, row, contender, name):
        return self.rows[row][contender]["figures"][name]["median"]

    def is_steady(self, row):
        """Is no best time of a packet there that may be chance?"""
        return all(confirmed(of["figures"]["packet"]["all"]) for of in self.rows[row].values()
                   if "packet" in of.get("figures", {}))

    def time(self, row, contender="flowdp"):
        return self.best(row, contender, "packet")

    def cost(self, row, contender="flowdp"):
        """Nanoseconds above the wire's under the same traffic; what lies below noise counts as 1."""
        return max(1, self.time(row, contender) - self.time(row, "wire"))

    def cost_to(self, row, contender):
        return self.cost(row) / self.cost(row, contender)

    def rate_to(self, row, contender):
        return self.time(row, contender) / self.time(row)

    def quotient(self, row, one, other, name):
        return self.best(row, one, name) / self.best(row, other, name)


@dataclass(frozen=True)
class Target:
    row: str
    what: str
    limit: float
    value: Callable
    at_least: bool = False	# else at most
    other: str = ""		# a row that it is compared with

    def rows(self):
        return [row for row in (self.row, self.other) if row]

    def measured(self, figures):
        """None if a row is missing that it takes."""
        try:
            return self.value(figures)
        except KeyError:
            return None

    def reached(self, value):
        return value >= self.limit if self.at_least else value <= self.limit


def cost_to(row, contender, limit):
    return Target(row, f"cost, of {contender}'s", limit, lambda f: f.cost_to(row, contender))


def rate_to(row, contender, limit):
    return Target(row, f"packets a second, of {contender}'s", limit,
                  lambda f: f.rate_to(row, contender), True)


def same_cost(row, other):
    return Target(row, f"cost, of that of {other}", 1.1, lambda f: f.cost(row) / f.cost(other),
                  other=other)


def new_flows(masks):
    return Target(f"acl-{masks}-new", "cost, ns", 100 + 15 * masks,
                  lambda f: f.cost(f"acl-{masks}-new"))


def copies(ports):
    return Target(f"flood-{ports}", "time a copy, of bridge-vlan's", 1.0,
                  lambda f: f.time(f"flood-{ports}") / f.time(f"flood-{ports}", "bridge-vlan"))


def kept(row, alone, beside, limit):
    return Target(row, "rate kept", limit,
                  lambda f: f.best(row, "flowdp", alone) / f.best(row, "flowdp", beside), True)


def limit(row, name, value, unit="", at_least=False):
    return Target(row, f"{name}, {unit}" if unit else name, value,
                  lambda f: f.best(row, "flowdp", name), at_least)


def tcp(name, contender, at_least=True):
    return Target("tcp", f"{name}, of {contender}'s", 1.0,
                  lambda f: f.quotient("tcp", "flowdp", contender, name), at_least)


TARGETS = [
    cost_to("one-flow", "openvswitch", 0.20),
    cost_to("one-flow", "bridge-vlan", 0.33),
    cost_to("one-flow", "tc-flower", 0.55),
    rate_to("one-flow", "openvswitch", 1.75),
    rate_to("one-flow", "bridge-vlan", 1.4),
    same_cost("flows-10000", "one-flow"),
    same_cost("flows-100000", "one-flow"),
    cost_to("macs-1000", "bridge-vlan", 0.6),
    cost_to("macs-100000", "bridge-vlan", 0.6),
    same_cost("acl-64", "acl-1"),
    cost_to("acl-64", "openvswitch", 0.2),
    new_flows(1), new_flows(8), new_flows(32), new_flows(64),
    Target("acl-32-new", "the whole cost, ns", 1000, lambda f: f.cost("acl-32-new")),
    copies(10), copies(100), copies(1000),
    kept("attack", "packet beside harmless ones", "packet beside random ones", 0.9),
    kept("attack-macs", "packet beside harmless ones", "packet beside random ones", 0.9),
    kept("fdb-changes", "packet without changes", "packet beside changes", 0.8),
    tcp("stream", "bridge-vlan"), tcp("stream", "openvswitch"),
    tcp("stream back", "bridge-vlan"), tcp("stream back", "openvswitch"),
    tcp("round trip", "bridge-vlan", False), tcp("round trip", "openvswitch", False),
    limit("install", "install", 300000, "/s", True),
    limit("install", "dump", 500000, "/s", True),
    limit("learn", "until all are known", 3, "s"),
    limit("learn", "upcalls a MAC", 1.2),
    limit("learn", "frames lost", 0),
    limit("ports", "port 1", 5, "ms"),
    limit("ports", "port 100", 5, "ms"),
    limit("ports", "port 1000", 5, "ms"),
    limit("configuration", "first time", 2, "s"),
    limit("idle", "CPU time", 0.1, "% of one CPU"),
    limit("memory-macs", "more after 1,000,000 pairs talked", 1, "bytes a pair"),
    Target("two-cpus", "packets a second, of one CPU's", 1.9,
           lambda f: f.best("two-cpus", "flowdp", "two CPUs") /
           f.best("two-cpus", "flowdp", "one CPU"), True),
    limit("memory-flows", "a flow", 320, "bytes"),
    kept("attack-daemon", "packet beside harmless ones", "packet beside random ones", 0.9),
    Target("install-beside", "rate kept, of medians", 0.9,
           lambda f: f.median("install-beside", "flowdp", "packet alone") /
           f.median("install-beside", "flowdp", "packet beside"), True),
]
