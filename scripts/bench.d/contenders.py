# SPDX-License-Identifier: GPL-2.0-or-later
"""What forwards: ours, the rivals, and the wire as the floor.

Each has a network namespace of its own:

    pktgen -> tx0 --- in0 [contender] out0, out1 ... (dummy)
"""

import ipaddress
import os
import shutil
import tempfile

from kernel import Generator, Namespace, batch, counters, run, start_daemon, stop
from traffic import VLAN


class Contender:
    """cannot() says why it cannot do what a setup asks for; build() does it, in its namespace."""

    name = None

    def cannot(self, setup):
        return None

    def build(self, setup):
        raise NotImplementedError

    def destroy(self):
        pass


class Wire(Contender):
    name = "wire"

    def __init__(self, module):
        self.module = module

    def cannot(self, setup):
        return "it has one output" if setup.flood else None

    def build(self, setup):
        to = {pair.input: pair.output for pair in setup.pairs()}
        run("insmod", self.module, f"from={','.join(to)}", f"to={','.join(to.values())}")

    def destroy(self):
        run("rmmod", "wire")


class Flowdp(Contender):
    """With the tables and flows of flowd's learning bridge, and the access list in table 0."""

    name = "flowdp"

    def build(self, setup):
        batch("ip", "-b", "-", lines=["link add sw0 type flowdp"] +
              [f"link set {port} master sw0" for port in setup.ports()])
        batch("flowctl", "-k", "-t", "60", "-b", "-", lines=self.commands(setup))

    def commands(self, setup):
        for port in setup.ports():
            yield f"port set {port} switch sw0 vlan {VLAN}"
        yield "table set sw0 12 default flood"
        yield "table set sw0 8 default upcall class learn bytes 64 goto 12"
        yield "table set sw0 0 default goto 8"
        for rule in setup.rules():
            yield (f"flow add sw0 priority {100 + rule.mask} ipv4_src {rule.source} "
                   f"ipv4_dst {rule.destination} ip_proto udp tp_dst {rule.port} actions goto 8")
        for pair in setup.pairs():
            yield (f"flow add sw0 table 8 priority 100 in_port {pair.input} vid {VLAN} "
                   f"eth_src {pair.source} actions goto 12")
            if not setup.flood:
                yield (f"flow add sw0 table 12 priority 100 vid {VLAN} "
                       f"eth_dst {pair.destination} actions output {pair.output}")


class Bridge(Contender):
    name = "bridge"
    options = ()
    entry = ""

    def cannot(self, setup):
        return "it has no access lists" if setup.masks else None

    def build(self, setup):
        run("ip", "link", "add", "name", "br0", "type", "bridge", *self.options)
        batch("ip", "-b", "-", lines=["link set br0 up"] +
              [f"link set {port} master br0" for port in setup.ports()])
        lines = list(self.vlans(setup))
        if not setup.flood:
            lines += [f"fdb replace {pair.destination} dev {pair.output} {self.entry} "
                      "master static" for pair in setup.pairs()]
        if lines:
            batch("bridge", "-b", "-", lines=lines)

    def vlans(self, setup):
        return []


class VlanBridge(Bridge):
    name = "bridge-vlan"
    options = ("vlan_filtering", "1")
    entry = f"vlan {VLAN}"

    def vlans(self, setup):
        return [f"vlan add dev {port} vid {VLAN} pvid untagged" for port in setup.ports()]


class Flower(Contender):
    """Filters where the frames come in, one a destination."""

    name = "tc-flower"

    def cannot(self, setup):
        return "it has no groups of ports" if setup.flood else None

    def build(self, setup):
        batch("tc", "-b", "-", lines=self.commands(setup))

    def commands(self, setup):
        for port in setup.input_names():
            yield f"qdisc add dev {port} ingress"
            for rule in setup.rules():
                yield (f"filter add dev {port} ingress protocol ip pref {1 + rule.mask} flower "
                       f"src_ip {rule.source} dst_ip {rule.destination} ip_proto udp "
                       f"dst_port {rule.port} action mirred egress redirect dev out0")
        for pair in setup.pairs():
            yield (f"filter add dev {pair.input} ingress protocol all pref 100 flower "
                   f"dst_mac {pair.destination} action mirred egress redirect dev {pair.output}")


def netmask(network):
    return ipaddress.ip_network(network).with_netmask


class Openvswitch(Contender):
    """The kernel's part alone, with the flows that its daemon would install."""

    name = "openvswitch"

    def cannot(self, setup):
        if setup.macs > 400:
            return "its daemon needs a flow for each pair of MACs, and holds 200 000"
        return None

    def build(self, setup):
        run("ovs-dpctl", "add-dp", "dp0")
        run("ovs-dpctl", "add-if", "dp0", *setup.ports())
        batch("ovs-dpctl", "add-flows", "dp0", "-", lines=self.flows(setup))

    def flows(self, setup):
        number = {port: 1 + index for index, port in enumerate(setup.ports())}
        everywhere = ",".join(str(number[port]) for port in setup.output_names())
        for rule in setup.rules():
            yield (f"in_port(1),eth(),eth_type(0x0800),ipv4(src={netmask(rule.source)},"
                   f"dst={netmask(rule.destination)},proto=17,frag=no),udp(dst={rule.port}) "
                   f"{number['out0']}")
        for pair in setup.pairs():
            to = everywhere if setup.flood else number[pair.output]
            for rest in self.rest(setup):
                yield (f"in_port({number[pair.input]}),"
                       f"eth(src={pair.source},dst={pair.destination}),"
                       f"eth_type(0x0800),{rest} {to}")

    @staticmethod
    def rest(setup):
        """What else its daemon would look at; with an access list, bits that tell ports from its."""
        if not setup.masks:
            return ["ipv4(frag=no)"]
        return [f"ipv4(proto=17,frag=no),udp(dst={ports})" for ports in ("8/0xfff8", "16/0xfff0")]

    def destroy(self):
        run("ovs-dpctl", "del-dp", "dp0")


class OpenvswitchDaemon(Contender):
    """With its daemon as a learning bridge, and the access list as OpenFlow rules."""

    name = "openvswitch"

    def build(self, setup):
        self.work = tempfile.mkdtemp()
        os.environ["OVS_RUNDIR"] = self.work
        database = f"{self.work}/conf.db"
        run("ovsdb-tool", "create", database, "/usr/share/openvswitch/vswitch.ovsschema")
        self.processes = [start_daemon("ovsdb-server", database,
                                       f"--remote=punix:{self.work}/db.sock")]
        run("ovs-vsctl", "--retry", "--no-wait", "init")
        self.processes.append(start_daemon("ovs-vswitchd", "--pidfile",
                                           f"unix:{self.work}/db.sock"))
        words = [word for port in setup.ports() for word in ("--", "add-port", "br0", port)]
        run("ovs-vsctl", "add-br", "br0", *words)
        batch("ovs-ofctl", "add-flows", "br0", "-", lines=self.rules(setup))
        for pair in setup.pairs():
            run("ovs-appctl", "fdb/add", "br0", pair.output, "0", pair.destination)

    @staticmethod
    def rules(setup):
        for rule in setup.rules():
            yield (f"priority={100 + rule.mask},udp,nw_src={rule.source},"
                   f"nw_dst={rule.destination},tp_dst={rule.port},actions=NORMAL")
        yield "priority=0,actions=NORMAL"

    def destroy(self):
        run("ovs-vsctl", "del-br", "br0")
        for process in reversed(self.processes):
            stop(process)
        shutil.rmtree(self.work)


class Bed:
    """A contender in its namespace, ready for traffic."""

    def __init__(self, contender, setup, cpus=1):
        self.contender, self.setup, self.cpus = contender, setup, cpus
        self.namespace = Namespace()
        with self.namespace:
            batch("ip", "-b", "-", lines=self.links())
            contender.build(setup)
            self.attach()

    def attach(self):
        """Puts something at the other ends of the inputs."""
        self.generators = [Generator(f"tx{number}", number % self.cpus)
                           for number in range(self.setup.inputs)]

    def links(self):
        for number in range(self.setup.inputs):
            yield f"link add name tx{number} type veth peer name in{number}"
            yield f"link set tx{number} up"
            yield f"link set in{number} up"
        for port in self.setup.output_names():
            yield f"link add name {port} type dummy"
            yield f"link set {port} up"

    def delivered(self):
        with self.namespace:
            now = counters()
        return sum(now[port][1] for port in self.setup.output_names())

    def destroy(self):
        with self.namespace:
            self.contender.destroy()
        self.namespace.close()
