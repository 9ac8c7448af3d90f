# SPDX-License-Identifier: GPL-2.0-or-later
"""Rows of how fast flows are installed and listed, and what memory they take."""

import time

from contenders import Bed, Flowdp, Openvswitch
from kernel import memory, run, settle, start_generators
from row import Row, figure
from traffic import Setup, Traffic, dotted

COUNT = 100000


class Install(Row):
    """The kernel's part alone, and the same through flowctl."""

    def measure(self, bench):
        results = {"install": [], "dump": []}
        for _ in range(bench.repetitions):
            bed = Bed(Flowdp(), Setup())
            with bed.namespace:
                self.kernel_alone(bench.program("flows"), results)
            bed.destroy()
        if not bench.quick:
            self.flowctl(results)
        return {"flowdp": {"figures": {what: figure(rates, "/s", most=True)
                                       for what, rates in results.items()}}}

    @staticmethod
    def kernel_alone(flows, results):
        results["install"].append(COUNT / float(run(flows, "install", "sw0", str(COUNT))))
        results["dump"].append(COUNT / float(run(flows, "dump", "sw0")))

    @staticmethod
    def flowctl(results):
        lines = "".join(f"flow add sw0 priority 10 eth_type ipv4 ip_proto udp "
                        f"ipv4_src {dotted(11 << 24 | i)} ipv4_dst 12.0.0.0 "
                        "tp_src 1024 tp_dst 80 actions goto 8\n" for i in range(COUNT))
        bed = Bed(Flowdp(), Setup())
        with bed.namespace:
            began = time.monotonic()
            run("flowctl", "-t", "60", "-b", "-", text=lines)
            installed = time.monotonic()
            run("sh", "-c", "flowctl -j -t 60 flow show sw0 >/dev/null")
            listed = time.monotonic()
        bed.destroy()
        results["install by flowctl"] = [COUNT / (installed - began)]
        results["dump by flowctl"] = [COUNT / (listed - installed)]


class MacMemory(Row):
    """What stations take, and what talking of all with all adds."""

    macs = 100000

    def measure(self, bench):
        bed = Bed(Flowdp(), Setup(macs=0))
        with bed.namespace:
            settle()
            before = memory()
            setup = Setup(macs=self.macs)
            run("flowctl", "-t", "60", "-b", "-",
                text="\n".join(line for line in Flowdp().commands(setup)
                               if " table 8 " in line or " table 12 priority" in line) + "\n")
            settle()
            installed = memory()
            bed.generators[0].set(*Traffic(macs=self.macs).pktgen(), "count 1000000")
            start_generators()
            settle()
            talked = memory()
        bed.destroy()
        return {"flowdp": {"figures": {
            "a MAC": figure([(installed - before) / self.macs], "bytes"),
            "more after 1,000,000 pairs talked": figure([(talked - installed) / 1e6],
                                                        "bytes a pair")}}}


class FlowMemory(Row):
    """Of flows that compare a whole 5-tuple, after each has counted packets on two CPUs."""

    kernel = "6.1"
    flows = COUNT
    traffic = ("clone_skb 0", "pkt_size 60", "src_min 11.0.0.0", "src_max 11.255.255.255",
               "dst_min 12.0.0.0", "dst_max 12.0.0.0", "udp_src_min 1024", "udp_src_max 1024",
               "udp_dst_min 80", "udp_dst_max 80", f"count {flows}")

    def measure(self, bench):
        return {contender.name: {"figures": {"a flow": figure([self.once(contender, install)],
                                                              "bytes")}}
                for contender, install in ((Flowdp(), self.flowdp(bench)),
                                           (Openvswitch(), self.openvswitch))}

    def once(self, contender, install):
        bed = Bed(contender, Setup())
        with bed.namespace:
            settle()
            before = memory()
            install()
            for cpu in range(2):
                bed.generators[0].move(cpu)
                bed.generators[0].set(*self.traffic)
                start_generators()
            settle()
            after = memory()
            # pktgen begins with the second address.
            if bed.delivered() < 2 * (self.flows - 1):
                raise RuntimeError(f"{contender.name} has not all flows")
        bed.destroy()
        return (after - before) / self.flows

    def flowdp(self, bench):
        return lambda: run(bench.program("flows"), "install", "sw0", str(self.flows))

    def openvswitch(self):
        run("ovs-dpctl", "add-flows", "dp0", "-", text="".join(
            f"in_port(1),eth(),eth_type(0x0800),ipv4(src={dotted(11 << 24 | i)},dst=12.0.0.0,"
            f"proto=17,frag=no),udp(src=1024,dst=80) 2\n" for i in range(self.flows)))


ROWS = [
    Install("install", "100,000 flows through netlink, in one batch", True),
    MacMemory("memory-macs", "memory of 100,000 MACs, all talking"),
    FlowMemory("memory-flows", "memory of an exact flow on two CPUs"),
]
