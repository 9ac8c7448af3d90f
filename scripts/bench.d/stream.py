# SPDX-License-Identifier: GPL-2.0-or-later
"""Rows of TCP between two hosts, each a namespace of its own."""

from contenders import Bed
from kernel import Namespace, batch, finish, run, start, stop
from row import Row, figure
from traffic import Conversation, source


class Hosts(Bed):
    """10.0.0.1 and 10.0.0.2, which know each other's MAC address."""

    def attach(self):
        self.hosts = [Namespace(), Namespace()]
        for number, host in enumerate(self.hosts):
            device = f"tx{number}"
            run("ip", "link", "set", device, "netns", host.path())
            with host:
                batch("ip", "-b", "-", lines=[
                    f"link set {device} address {source(number)} up",
                    f"addr add 10.0.0.{1 + number}/24 dev {device}",
                    f"neigh add 10.0.0.{2 - number} lladdr {source(1 - number)} dev {device}"])

    def serve(self, tcp):
        self.servers = []
        for host in self.hosts:
            with host:
                self.servers.append(start(tcp, "serve"))
        for server in self.servers:
            server.stdout.readline()

    def ask(self, number, tcp, what, seconds):
        """What host @number measures with the other."""
        with self.hosts[number]:
            return float(finish(start(tcp, what, f"10.0.0.{2 - number}", str(seconds))))

    def destroy(self):
        for server in self.servers:
            stop(server)
        super().destroy()
        for host in self.hosts:
            host.close()


class Tcp(Row):
    def measure(self, bench):
        tcp = bench.program("tcp")
        beds = [Hosts(contender, Conversation()) for contender in bench.contenders]
        results = {bed: ([], [], []) for bed in beds}
        for bed in beds:
            bed.serve(tcp)
        seconds = 0.1 if bench.quick else 0.5
        for _ in range(bench.repetitions):
            for bed in beds:
                there, back, trips = results[bed]
                there.append(8e-9 * bed.ask(0, tcp, "stream", seconds))
                back.append(8e-9 * bed.ask(1, tcp, "stream", seconds))
                trips.append(1e6 * bed.ask(0, tcp, "ask", seconds))
        for bed in beds:
            bed.destroy()
        return {bed.contender.name: {"figures": {
            "stream": figure(there, "Gbit/s", most=True),
            "stream back": figure(back, "Gbit/s", most=True),
            "round trip": figure(trips, "us")}}
                for bed, (there, back, trips) in results.items()}


ROWS = [Tcp("tcp", "TCP between two namespaces", True)]
