# SPDX-License-Identifier: GPL-2.0-or-later
"""What is sent, and what a switch must know for it.

Sources are behind the inputs in turn; each has a destination of its number, which is behind
the outputs in turn.
"""

from dataclasses import dataclass

VLAN = 10
RULES = 1000
SOURCES = 0x020000000000
DESTINATIONS = 0x020001000000


def mac(value):
    return ":".join(f"{value:012x}"[i:i + 2] for i in range(0, 12, 2))


def source(number):
    return mac(SOURCES + number)


def destination(number):
    return mac(DESTINATIONS + number)


@dataclass(frozen=True)
class Rule:
    """One of an access list that lets all through; destination ports are 64 apart."""

    mask: int
    source: str
    destination: str
    port: int


@dataclass(frozen=True)
class Pair:
    input: str
    source: str
    destination: str
    output: str


@dataclass(frozen=True)
class Setup:
    """Devices of a switch, and what it is told before the traffic comes."""

    macs: int = 1
    masks: int = 0		# over which the access list is spread; 0: there is none
    inputs: int = 1
    outputs: int = 1
    flood: bool = False		# destinations are not known

    def input_names(self):
        return [f"in{number}" for number in range(self.inputs)]

    def output_names(self):
        return [f"out{number}" for number in range(self.outputs)]

    def ports(self):
        return self.input_names() + self.output_names()

    def pairs(self):
        """Who talks to whom: port and address of a source, and of its destination."""
        for number in range(self.macs):
            yield Pair(f"in{number % self.inputs}", source(number),
                       destination(number), f"out{number % self.outputs}")

    def rules(self):
        for number in range(RULES if self.masks else 0):
            mask = number % self.masks
            yield Rule(mask, network(number, 8 + mask % 24), network(3 * number, 8 + mask // 24 * 8),
                       1 + 64 * number)


@dataclass(frozen=True)
class Conversation(Setup):
    """Two stations, each of which is the other's destination."""

    inputs: int = 2
    outputs: int = 0

    def pairs(self):
        yield Pair("in0", source(0), source(1), "in1")
        yield Pair("in1", source(1), source(0), "in0")


def network(number, bits):
    address = 10 << 24 | (number & 255) << 16 | (7 * number & 255) << 8
    address &= 0xffffffff << (32 - bits)
    return f"{dotted(address)}/{bits}"


def dotted(address):
    return ".".join(str(address >> shift & 255) for shift in (24, 16, 8, 0))


@dataclass(frozen=True)
class Traffic:
    """UDP frames of the shortest length, as pktgen is told to send them."""

    macs: int = 1		# sources and as many destinations, at random
    source_ports: int = 1	# at random, as the next two
    destination_ports: int = 1
    hosts: bool = False		# any address of 10.0.0.0/8, too
    station: int = 0		# the source, or the first of them
    delay: int = 0

    def pktgen(self):
        last = 255 if self.hosts else 0
        return [
            "clone_skb 0", "pkt_size 60", f"delay {self.delay}",
            "src_min 10.0.0.1", f"src_max 10.{last}.{last}.{last or 1}",
            "dst_min 10.0.0.2", f"dst_max 10.{last}.{last}.{last or 2}",
            f"src_mac {source(self.station)}", f"dst_mac {destination(self.station)}",
            f"src_mac_count {self.macs if self.macs > 1 else 0}",
            f"dst_mac_count {self.macs if self.macs > 1 else 0}",
            "udp_src_min 1024", f"udp_src_max {1024 + self.source_ports}",
            "udp_dst_min 10", f"udp_dst_max {10 + self.destination_ports}",
        ] + [f"flag {'' if wanted else '!'}{name}" for name, wanted in (
            ("UDPSRC_RND", self.source_ports > 1), ("UDPDST_RND", self.destination_ports > 1),
            ("IPSRC_RND", self.hosts), ("IPDST_RND", self.hosts),
            ("MACSRC_RND", self.macs > 1), ("MACDST_RND", self.macs > 1))]
