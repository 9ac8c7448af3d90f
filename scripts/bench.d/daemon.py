# SPDX-License-Identifier: GPL-2.0-or-later
"""Rows of what flowd does: learning, adding ports, and idling."""

import json
import os
import shutil
import socket
import tempfile
import time

from kernel import (Namespace, batch, counters, finish, read, run, start, start_daemon, stop,
                    time_of)
from row import Row, figure
from traffic import VLAN

MACS = 100000
CONFIGURATION = f"""
[Switch]
Name=sw0
MacLimit=400000
UpcallRate=10000000
UpcallBurst=10000000
[Port]
Match=in0
Vlan={VLAN}
MacLimit=400000
[Port]
Match=out*
Vlan={VLAN}
"""


class Daemon:
    """flowd in a namespace of its own, with frames from tx0 to in0, and dummies named out*."""

    def __init__(self, outputs):
        self.work = tempfile.mkdtemp()
        self.namespace = Namespace()
        os.environ["FLOWSWITCH_SOCKET"] = f"{self.work}/flowd.varlink"
        with open(f"{self.work}/flowd.conf", "w", encoding="ascii") as file:
            file.write(CONFIGURATION)
        with self.namespace:
            batch("ip", "-b", "-", lines=["link add name tx0 type veth peer name in0",
                                          "link set tx0 up", "link set in0 up"])
            self.process = start_daemon("flowd", "-c", f"{self.work}/flowd.conf",
                                        "--state", f"{self.work}/intent.json")
            self.extend(0, outputs)

    def extend(self, first, end):
        """Adds outputs of these numbers, until flowd has attached all."""
        batch("ip", "-b", "-", lines=[
            line for number in range(first, end)
            for line in (f"link add name out{number} type dummy", f"link set out{number} up")])
        self.wait(end)

    def wait(self, outputs):
        """Until all is attached: the outputs, the input, and the switch's own port."""
        end = time.monotonic() + 60
        while self.switch()["ports"] < outputs + 2:
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError("flowd does not attach the ports")
            time.sleep(0.2)

    @staticmethod
    def switch():
        found = json.loads(run("flowctl", "-k", "-j", "switch"))
        return found[0] if found else {"ports": 0, "flows": 0}

    @staticmethod
    def upcalls():
        return json.loads(run("flowctl", "-k", "-j", "-d", "stats", "port", "in0"))[0]["upcalls"]

    @staticmethod
    def learn(bench, macs):
        """Each station speaks once a second, until all are known; returns seconds, and frames sent."""
        waiting = start(bench.program("flows"), "wait", "sw0", str(2 * macs), "60")
        frames = 0
        while waiting.poll() is None:
            frames += int(run(bench.program("speak"), "tx0", str(macs), str(macs), "3"))
        return float(finish(waiting)), frames

    def processor_time(self):
        """Seconds that flowd has run (clock_getcpuclockid(3))."""
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def destroy(self):
        stop(self.process)
        with self.namespace:
            run("ip", "link", "del", "sw0")
        self.namespace.close()
        shutil.rmtree(self.work)


class Learning(Row):
    def measure(self, bench):
        results = {"until all are known": [], "upcalls a MAC": [], "frames lost": []}
        for _ in range(1 if bench.quick else 3):
            daemon = Daemon(1)
            with daemon.namespace:
                before = counters()["out0"][1]
                seconds, frames = daemon.learn(bench, MACS)
                results["until all are known"].append(seconds)
                results["upcalls a MAC"].append(daemon.upcalls() / MACS)
                results["frames lost"].append(frames - (counters()["out0"][1] - before))
            daemon.destroy()
        units = {"until all are known": "s"}
        return {"flowdp": {"figures": {what: figure(values, units.get(what, ""))
                                       for what, values in results.items()}}}


class Idle(Row):
    """Nothing talks any more; ageing goes on."""

    def measure(self, bench):
        daemon = Daemon(1)
        with daemon.namespace:
            daemon.learn(bench, MACS)
            learning = daemon.processor_time()
            daemon.extend(1, 1000)
            time.sleep(3)
            seconds = 30
            before = daemon.processor_time()
            time.sleep(seconds)
            used = daemon.processor_time() - before
            resident = int(read(f"/proc/{daemon.process.pid}/statm").split()[1])
        daemon.destroy()
        return {"flowdp": {"figures": {
            "CPU time": figure([100 * used / seconds], "% of one CPU"),
            "CPU time to learn": figure([learning], "s"),
            "memory of flowd": figure([resident * os.sysconf("SC_PAGE_SIZE") / 1e6], "MB")}}}


class Ports(Row):
    """From the command's words to its end; to start a program is slow in user-mode Linux.

    To end one is, too, and so is each page that it touches first: thus flowd's part is told
    apart, from a call on its socket to the answer, and beside it what ip(8) takes for a bridge.
    """

    def measure(self, bench):
        results = {"flowdp": {}, "bridge": {}}
        for number in (1, 100, 1000):
            daemon = Daemon(number - 1)
            with daemon.namespace:
                run("ip", "link", "add", "name", "new0", "type", "dummy")
                self.repeat(bench, results["flowdp"], f"port {number}", self.once)
                self.repeat(bench, results["flowdp"], f"port {number}, flowd", self.answer)
            daemon.destroy()
            with self.bridge(number - 1) as namespace:
                self.repeat(bench, results["bridge"], f"port {number}", self.once_bridge)
            namespace.close()
        return {name: {"figures": figures} for name, figures in results.items()}

    @staticmethod
    def repeat(bench, figures, name, measure):
        figures[name] = figure([measure() for _ in range(bench.repetitions)], "ms")

    @staticmethod
    def once():
        seconds = time_of("flowctl", "-b", "-", line=f"port add new0 switch sw0 vlan {VLAN}")
        run("flowctl", "port", "del", "new0")
        return 1000 * seconds

    @staticmethod
    def answer():
        """As flowctl asks; its connection is there before."""
        call = {"method": "io.flowswitch.Apply", "parameters": {"operations": [
            {"operation": "port-add", "match": "new0", "switch": "sw0", "vlan_mode": "access",
             "pvid": VLAN}]}}
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(os.environ["FLOWSWITCH_SOCKET"])
            time.sleep(0.2)
            began = time.monotonic()
            connection.sendall(json.dumps(call).encode() + b"\0")
            reply = connection.recv(65536)
            seconds = time.monotonic() - began
        if b"error" in reply:
            raise RuntimeError(f"flowd: {reply.decode()}")
        run("flowctl", "port", "del", "new0")
        return 1000 * seconds

    @staticmethod
    def bridge(ports):
        """The namespace of a bridge with so many ports."""
        namespace = Namespace()
        with namespace:
            batch("ip", "-b", "-", lines=["link add name br0 type bridge",
                                          "link add name new0 type dummy"] +
                  [f"link add name out{number} master br0 type dummy"
                   for number in range(ports)])
        return namespace

    @staticmethod
    def once_bridge():
        seconds = time_of("ip", "-b", "-", line="link set new0 master br0")
        run("ip", "link", "set", "new0", "nomaster")
        return 1000 * seconds


class Configuration(Row):
    """Each port is a trunk of all VLANs, and each VLAN has a setting of its own."""

    def measure(self, bench):
        daemon = Daemon(1)
        path = f"{daemon.work}/large.conf"
        with open(path, "w", encoding="ascii") as file:
            file.write(CONFIGURATION)
            for number in range(1000):
                file.write(f"[Port]\nMatch=port{number}\nTrunk=1-4000\n")
            for vid in range(1, 4001):
                file.write(f"[Vlan]\nVlan={vid}\nAgeing=600\n")
        with daemon.namespace:
            batch("ip", "-b", "-", lines=[f"link add name port{number} type dummy"
                                          for number in range(1000)])
            figures = {name: figure([self.apply(path)], "s")
                       for name in ("first time", "second time")}
            daemon.wait(1001)
        daemon.destroy()
        return {"flowdp": {"figures": figures}}

    @staticmethod
    def apply(path):
        began = time.monotonic()
        run("flowctl", "config", "apply", path)
        return time.monotonic() - began


ROWS = [
    Learning("learn", "100,000 MACs that speak at once, learned by flowd", True),
    Ports("ports", "adding the 1st, 100th and 1,000th port by flowctl, or ip"),
    Configuration("configuration", "applying 1,000 ports and 4,000 VLANs, and the same again"),
    Idle("idle", "flowd with 1,000 ports and 100,000 MACs, idle network"),
]
