# SPDX-License-Identifier: GPL-2.0-or-later
"""What the rows ask of the kernel: commands, network namespaces, pktgen, memory.

To start a process takes long in user-mode Linux, so that most is done by this one.
"""

import ctypes
import os
import re
import subprocess
import time

CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def run(*command, text=None):
    """What the command prints; it must succeed."""
    done = subprocess.run(command, input=text, text=True, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.strip() or done.stdout.strip() or f"ended with {done.returncode}"
        raise RuntimeError(f"{' '.join(command)}: {said}")
    return done.stdout


def batch(*command, lines):
    """Gives a tool its commands on standard input; not too many at once, as some never free."""
    lines = list(lines)
    for first in range(0, len(lines), 20000):
        run(*command, text="\n".join(lines[first:first + 20000]) + "\n")


def time_of(*command, line):
    """Seconds that a tool takes for a command on standard input, without its own start."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True) as process:
        time.sleep(0.2)
        began = time.monotonic()
        process.stdin.write(line + "\n")
        process.stdin.close()
        failed = process.wait()
        seconds = time.monotonic() - began
        if failed:
            raise RuntimeError(f"{line}: {process.stderr.read().strip()}")
    return seconds


def start(*command):
    """A process that goes on meanwhile; finish() waits for it."""
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def start_daemon(*command):
    """A process that goes on until stop(); nobody reads what it says."""
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def finish(process):
    """What the process printed; it must have succeeded."""
    out, said = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{' '.join(process.args)}: {said.strip()}")
    return out


def stop(process):
    process.terminate()
    process.wait()


def write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def enter(namespace):
    if libc.setns(namespace, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


entered = [os.open("/proc/self/ns/net", os.O_RDONLY)]


class Namespace:
    """A network namespace without IPv6's own chatter; "with" enters it, commands included."""

    def __init__(self):
        if libc.unshare(CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "unshare")
        self.file = os.open("/proc/self/ns/net", os.O_RDONLY)
        write("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1")
        run("ip", "link", "set", "lo", "up")
        enter(entered[-1])

    def __enter__(self):
        entered.append(self.file)
        enter(self.file)
        return self

    def __exit__(self, *_):
        entered.pop()
        enter(entered[-1])

    def path(self):
        """What ip(8) takes for its name."""
        return f"/proc/{os.getpid()}/fd/{self.file}"

    def close(self):
        os.close(self.file)


def counters():
    """Packets that each device of the present namespace received and sent."""
    lines = read("/proc/net/dev").splitlines()[2:]
    words = [line.replace(":", " ").split() for line in lines]
    return {word[0]: (int(word[2]), int(word[10])) for word in words}


class Generator:
    """pktgen on one device of the present namespace, in the thread of one CPU."""

    def __init__(self, device, cpu=0):
        self.path = f"/proc/net/pktgen/{device}"
        write(f"/proc/net/pktgen/kpktgend_{cpu}", f"add_device {device}\n")

    def move(self, cpu):
        """To the thread of another CPU."""
        for thread in range(os.cpu_count()):
            write(f"/proc/net/pktgen/kpktgend_{thread}", "rem_device_all\n")
        write(f"/proc/net/pktgen/kpktgend_{cpu}", f"add_device {os.path.basename(self.path)}\n")

    def set(self, *lines):
        for line in lines:
            write(self.path, line + "\n")

    def nanoseconds(self):
        """For each packet of the last run."""
        found = re.search(r"OK: (\d+)\(.*usec, (\d+) ", read(self.path))
        if not found:
            raise RuntimeError(f"pktgen did not send: {read(self.path)}")
        return int(found.group(1)) * 1000 / int(found.group(2))


def start_generators():
    """Those of the present namespace, until all have sent their packets."""
    write("/proc/net/pktgen/pgctrl", "start\n")


def processors():
    """As many as there are, and what they call themselves."""
    names = re.findall(r"model name\s*: (.*)", read("/proc/cpuinfo"))
    return f"{os.cpu_count()} x {names[0] if names else os.uname().machine}"


def memory():
    """Bytes that the kernel has in use for itself."""
    found = dict(re.findall(r"^(\w+): +(\d+) kB", read("/proc/meminfo"), re.MULTILINE))
    return 1024 * sum(int(found.get(name, 0)) for name in ("SUnreclaim", "Percpu", "VmallocUsed"))


def settle():
    """Lets what is freed later (RCU, vfree, reclaim) be freed now, as far as one can."""
    write("/proc/sys/vm/drop_caches", "3\n")
    time.sleep(3)
