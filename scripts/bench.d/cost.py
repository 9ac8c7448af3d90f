# SPDX-License-Identifier: GPL-2.0-or-later
"""Rows of what forwarding a packet costs: the contenders take turns."""

import time

from contenders import Bed
from kernel import start_generators
from row import Row, confirmed, figure
from traffic import Setup, Traffic


class Cost(Row):
    """Many short runs, of which what else the machine does spoils fewer than of long ones.

    A whole bench goes on, for so many seconds at most, until the best of each contender is
    confirmed.
    """

    patience = 90

    def __init__(self, name, title, setup, traffic, quick=False, packets=20000, runs=5):
        super().__init__(name, title, quick)
        self.setup, self.traffic = setup, traffic
        self.packets, self.runs = packets, runs	# of so many packets, a repetition

    def repeat(self, bench, times):
        for _ in range(bench.repetitions * self.runs):
            for bed, found in times.items():
                with bed.namespace:
                    start_generators()
                    found.append(bed.generators[0].nanoseconds())

    def measure(self, bench):
        beds, row = bench.beds(self.setup, leave_out={
            "openvswitch": "each new flow would need its daemon"} if self.traffic.hosts else None)
        times = {bed: [] for bed in beds}
        for bed in beds:
            with bed.namespace:
                bed.generators[0].set(*self.traffic.pktgen(), f"count {self.packets}")
        before = {bed: bed.delivered() for bed in beds}
        end = time.monotonic() + (0 if bench.quick else self.patience)
        self.repeat(bench, times)
        while not all(map(confirmed, times.values())) and time.monotonic() < end:
            self.repeat(bench, times)
        copies = self.setup.outputs if self.setup.flood else 1
        for bed in beds:
            sent = self.packets * len(times[bed]) * copies
            arrived = bed.delivered() - before[bed]
            if arrived < sent:
                raise RuntimeError(f"{bed.contender.name}: {arrived} of {sent} arrived")
            row[bed.contender.name] = {"figures": {"packet": figure(times[bed], "ns")}}
        return row


def flood(ports, quick=False):
    return Cost(f"flood-{ports}", f"flood to {ports:,} ports", Setup(outputs=ports, flood=True),
                Traffic(), quick, packets=100000 // ports, runs=2)


def rules(masks):
    return f"1,000 rules over {masks} mask{'' if masks == 1 else 's'}"


def established(masks, quick=False):
    return Cost(f"acl-{masks}", f"{rules(masks)}, 1,000 established flows",
                Setup(masks=masks), Traffic(source_ports=100, destination_ports=10), quick)


def new(masks, quick=False):
    return Cost(f"acl-{masks}-new", f"{rules(masks)}, each packet a new flow",
                Setup(masks=masks),
                Traffic(source_ports=60000, destination_ports=60000, hosts=True), quick)


ROWS = [
    Cost("one-flow", "one flow", Setup(), Traffic(), True),
    Cost("flows-10000", "10,000 UDP flows between two MACs", Setup(),
         Traffic(source_ports=100, destination_ports=100), True),
    Cost("flows-100000", "100,000 UDP flows between two MACs", Setup(),
         Traffic(source_ports=400, destination_ports=250), packets=100000, runs=1),
    Cost("macs-1000", "1,000 MACs, all talking", Setup(macs=1000), Traffic(macs=1000), True,
         packets=100000, runs=4),
    Cost("macs-100000", "100,000 MACs, all talking", Setup(macs=100000), Traffic(macs=100000),
         packets=200000, runs=1),
    established(1, True), new(1),
    established(8), new(8),
    established(32), new(32, True),
    established(64, True), new(64),
    flood(10, True), flood(100), flood(1000),
]
