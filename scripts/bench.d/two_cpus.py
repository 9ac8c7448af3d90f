# SPDX-License-Identifier: GPL-2.0-or-later
"""Rows that take two CPUs, one of them perhaps for a daemon: in the stock kernel."""

import time

from beside import attack, attacked
from contenders import Bed, Flowdp, OpenvswitchDaemon
from kernel import finish, start, start_generators
from row import Row, figure
from traffic import Setup, Traffic


class Scaling(Row):
    """Two pairs of ports, each with a CPU of its own, against one of them alone."""

    kernel = "6.1"
    packets = 50000

    def measure(self, bench):
        setup = Setup(macs=2, inputs=2, outputs=2)
        beds = [Bed(contender, setup, cpus=2) for contender in bench.contenders]
        results = {bed: ([], []) for bed in beds}
        for bed in beds:
            with bed.namespace:
                for number, generator in enumerate(bed.generators):
                    generator.set(*Traffic(station=number).pktgen(), f"count {self.packets}")
        for _ in range(bench.repetitions):
            for bed in beds:
                one, two = results[bed]
                one.append(self.rate(bed, 1))
                two.append(self.rate(bed, 2))
        for bed in beds:
            bed.destroy()
        return {bed.contender.name: {"figures": {
            "one CPU": figure(one, "packets/s", most=True),
            "two CPUs": figure(two, "packets/s", most=True)}}
                for bed, (one, two) in results.items()}

    def rate(self, bed, cpus):
        """Packets a second of the first generators; the others send a single one."""
        with bed.namespace:
            for number, generator in enumerate(bed.generators):
                generator.set(f"count {self.packets if number < cpus else 1}")
            start_generators()
            return sum(1e9 / generator.nanoseconds() for generator in bed.generators[:cpus])


class Daemons(Row):
    """flowdp needs no daemon for what is new; openvswitch has its own."""

    kernel = "6.1"

    def __init__(self, name, title, setup):
        super().__init__(name, title)
        self.needs = setup

    def measure(self, bench):
        row = {}
        for contender in (Flowdp(), OpenvswitchDaemon()):
            bed = Bed(contender, self.needs)
            row[contender.name] = {"figures": self.figures(bench, bed)}
            bed.destroy()
        return row

    def figures(self, bench, bed):
        raise NotImplementedError


class Connections(Daemons):
    """More new flows than a daemon can take: what arrives is what it could."""

    packets = 50000

    def figures(self, bench, bed):
        rates = []
        with bed.namespace:
            bed.generators[0].set(*Traffic(source_ports=60000, destination_ports=60000,
                                           hosts=True).pktgen(), f"count {self.packets}")
            for _ in range(bench.repetitions):
                before = bed.delivered()
                start_generators()
                seconds = bed.generators[0].nanoseconds() * self.packets / 1e9
                time.sleep(1)
                rates.append((bed.delivered() - before) / seconds)
        return {"new flows": figure(rates, "/s", most=True)}


class Attack(Daemons):
    packets = 50000

    def figures(self, bench, bed):
        times = ([], [])
        for _ in range(bench.repetitions):
            attack(bed, self.packets, times)
        return attacked(times)


class InstallBeside(Row):
    """One CPU forwards while the other installs."""

    kernel = "6.1"
    packets = 20000

    def measure(self, bench):
        bed = Bed(Flowdp(), Setup())
        alone, beside = [], []
        with bed.namespace:
            bed.generators[0].set(*Traffic().pktgen(), f"count {self.packets}")
            for _ in range(bench.repetitions):
                start_generators()
                alone.append(bed.generators[0].nanoseconds())
            load = start("taskset", "-c", "1", bench.program("flows"), "install", "sw0", "100000")
            while load.poll() is None:
                start_generators()
                beside.append(bed.generators[0].nanoseconds())
            seconds = float(finish(load))
        bed.destroy()
        return {"flowdp": {"figures": {
            "packet alone": figure(alone, "ns"),
            "packet beside": figure(beside, "ns"),
            "install": figure([100000 / seconds], "/s", most=True)}}}


ROWS = [
    Scaling("two-cpus", "two CPUs against one, two pairs of ports"),
    Connections("connections", "1,000 rules over 32 masks, each packet a new flow, with daemons",
                Setup(masks=32)),
    Attack("attack-daemon", "one flow beside 1 % random headers, with daemons",
           Setup(macs=2, masks=64, inputs=2)),
    InstallBeside("install-beside", "one flow while the other CPU installs 100,000 flows"),
]
