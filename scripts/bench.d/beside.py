# SPDX-License-Identifier: GPL-2.0-or-later
"""Rows of what steady traffic keeps of its rate beside something that disturbs it."""

from contenders import Bed, Flowdp
from kernel import finish, start, start_generators
from row import Row, figure
from traffic import Setup, Traffic

# pktgen serves two devices of a thread by their delays: one frame in so many is the other's.
SHARE = 100
GOOD = Traffic(delay=1)
HARMLESS = Traffic(station=1, delay=SHARE)
ATTACK = Traffic(station=1, delay=SHARE, macs=100000, hosts=True,
                 source_ports=60000, destination_ports=60000)


class Attack(Row):
    """One frame in a hundred has random headers, from another port; else it is as harmless as the rest."""

    packets = 100000

    def __init__(self, name, title, masks, quick=False):
        super().__init__(name, title, quick)
        self.setup = Setup(macs=2, masks=masks, inputs=2)

    def measure(self, bench):
        beds, row = bench.beds(self.setup, leave_out={
            "wire": "it looks at no headers",
            "openvswitch": "what misses would need its daemon"})
        times = {bed: ([], []) for bed in beds}
        for _ in range(bench.repetitions):
            for bed in beds:
                attack(bed, self.packets, times[bed])
        row.update({bed.contender.name: {"figures": attacked(times[bed])} for bed in beds})
        return row


def attack(bed, packets, times):
    """Appends nanoseconds for each packet, beside harmless ones and beside random ones."""
    with bed.namespace:
        bed.generators[0].set(*GOOD.pktgen(), f"count {packets}")
        for traffic, found in zip((HARMLESS, ATTACK), times):
            bed.generators[1].set(*traffic.pktgen(), f"count {packets // SHARE}")
            start_generators()
            found.append(bed.generators[0].nanoseconds())


def attacked(times):
    harmless, random = times
    return {"packet beside harmless ones": figure(harmless, "ns"),
            "packet beside random ones": figure(random, "ns")}


class Moves(Row):
    """Stations come and go while others talk."""

    macs = 1000
    packets = 1000000
    rate = 10000

    def measure(self, bench):
        bed = Bed(Flowdp(), Setup(macs=self.macs))
        steady, moving, done = [], [], []
        with bed.namespace:
            bed.generators[0].set(*Traffic(macs=self.macs).pktgen(), f"count {self.packets}")
            for _ in range(bench.repetitions):
                start_generators()
                steady.append(bed.generators[0].nanoseconds())
                load = start(bench.program("flows"), "move", "sw0", str(self.rate), "2")
                start_generators()
                moving.append(bed.generators[0].nanoseconds())
                done.append(int(finish(load)) / 2)
        bed.destroy()
        return {"flowdp": {"figures": {
            "packet without changes": figure(steady, "ns"),
            "packet beside changes": figure(moving, "ns"),
            "changes": figure(done, "/s", most=True)}}}


ROWS = [
    Attack("attack", "one flow beside 1 % random headers, 1,000 rules over 64 masks", 64, True),
    Attack("attack-macs", "one flow beside 1 % random headers, no rules", 0),
    Moves("fdb-changes", "10,000 FDB changes a second beside 1,000 MACs that talk", True),
]
