#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Does what flowctl-bridge(7) says: each command for a bridge, and its flowctl form for
# a switch, after which the two are to be alike.
# Kernels: debug (what a reader types does not depend on it)
#
#    here: a switch,  old: a bridge by brctl,  new: a bridge by ip and bridge; in each
#    +-------------------+
#    |        br0        |
#    |  eth1       tap0  |
#    +---|-----------|---+
#     (veth)      (veth)
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

page=$(dirname "$(readlink -f "$0")")/../packaging/man/flowctl-bridge.7

# usage: add_interfaces_of NAMESPACE
add_interfaces_of()
{
	local name

	ip netns add "$1"
	for name in eth1 tap0; do
		ip -n "$1" link add "$name" type veth peer name "$name-peer"
		ip -n "$1" link set "$name" up
		ip -n "$1" link set "$name-peer" up
	done
}

echo "TAP version 13"
add_interface eth1 tap0
add_interfaces_of old
add_interfaces_of new
configure </dev/null
check "flowd starts" start_flowd
python3 -IS - "$page" $number 2>"$work/output" <<'EOF'
import ctypes, json, re, shlex, socket, subprocess, sys, time

STATION = "52:54:00:00:00:01"
number, failures, section = int(sys.argv[2]), 0, ""


def table(path):
    """The sections of the page, with pairs of what is typed for a bridge and for a switch."""
    heading, verbatim, command = "", False, None
    for line in open(path).read().replace("\\-", "-").splitlines():
        if line.startswith(".SH "):
            heading = line[4:]
        elif line in (".EX", ".EE"):
            verbatim = line == ".EX"
        elif verbatim and line.startswith("\t"):
            yield heading, command, line.strip()
        elif verbatim:
            command = line


def run(command, namespace=None, wanted=0):
    words = (["ip", "netns", "exec", namespace] if namespace else []) + shlex.split(command)
    done = subprocess.run(words, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == wanted, f"{command}: {done.stdout}, exit status {done.returncode}"
    return done.stdout


def enter(namespace):
    with open(namespace) as file:
        ctypes.CDLL(None).setns(file.fileno(), 0)


def speak(namespace):
    """A station behind tap0 sends a broadcast."""
    enter(f"/run/netns/{namespace}" if namespace else "/proc/1/ns/net")
    out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    out.bind(("tap0-peer", 0))
    out.send(bytes([255] * 6) + bytes.fromhex(STATION.replace(":", "")) + b"\x88\xb5" + bytes(46))
    enter("/proc/1/ns/net")


FLAGS = {"learning": "learning", "flood": "flood_unicast", "mcast_flood": "flood_multicast",
         "bcast_flood": "flood_broadcast", "isolated": "isolated", "hairpin": "hairpin",
         "state": "state"}


def bridge_ports(namespace):
    links = json.loads(run(f"ip -n {namespace} -j -d link show master br0"))
    return {link["ifname"]: {key: link["linkinfo"]["info_slave_data"][key] for key in FLAGS}
            for link in links}


def switch_ports():
    return {port["port"]: {key: port[name] for key, name in FLAGS.items()}
            for port in json.loads(run("flowctl -j -d port")) if port["port"] != "br0"}


def bridge_ageing(namespace):
    link = json.loads(run(f"ip -n {namespace} -j -d link show br0"))[0]
    return link["linkinfo"]["info_data"]["ageing_time"] // 100


def switch_ageing():
    return json.loads(run("flowctl -j -d switch show br0"))[0]["ageing_s"]


def bridge_addresses(namespace):
    """Without those of VLAN 1, which a bridge has before it is told to filter."""
    return sorted((entry["mac"], entry["ifname"], entry.get("vlan", 0),
                   entry.get("state") or "dynamic")
                  for entry in json.loads(run(f"bridge -n {namespace} -j fdb show br br0"))
                  if entry["mac"].startswith("52:54") and entry.get("vlan") != 1)


def switch_addresses():
    return sorted((entry["mac"], entry["port"], entry["vlan"], entry["kind"])
                  for entry in json.loads(run("flowctl -j fdb show"))
                  if entry["mac"].startswith("52:54"))


def bridge_vlans(namespace):
    return {row["ifname"]: {vid: ("PVID" in vlan.get("flags", []),
                                  "Egress Untagged" in vlan.get("flags", []))
                            for vlan in row["vlans"]
                            for vid in range(vlan["vlan"], vlan.get("vlanEnd", vlan["vlan"]) + 1)}
            for row in json.loads(run(f"bridge -n {namespace} -j vlan show"))}


def vids(text):
    for first, last in re.findall(r"([0-9]+)(?:-([0-9]+))?", text or ""):
        yield from range(int(first), int(last or first) + 1)


def switch_vlans():
    result = {}
    for port in json.loads(run("flowctl -j port")):
        native = port.get("pvid")
        if port["vlan_mode"] != "none":
            result[port["port"]] = {vid: (vid == native, vid == native)
                                    for vid in list(vids(port.get("vlans"))) or [native]}
    return result


# What may differ after the commands of a section.
COMPARED = {"SWITCHES AND PORTS": [(bridge_ports, switch_ports)],
            "ADDRESSES": [(bridge_addresses, switch_addresses), (bridge_ageing, switch_ageing)],
            "SETTINGS OF PORTS": [(bridge_ports, switch_ports)],
            "VLANS": [(bridge_vlans, switch_vlans), (bridge_addresses, switch_addresses)]}


def alike(heading):
    for bridge, switch in COMPARED.get(heading, []):
        theirs, ours = bridge("new"), switch()
        assert ours == theirs, f"the switch has {ours}, the bridge {theirs}"


def wait_until_alike(heading):
    end = time.monotonic() + 60
    while True:
        try:
            return alike(heading)
        except AssertionError:
            if time.monotonic() > end:
                raise


SHOWN = {"SWITCHES AND PORTS": "tap0", "ADDRESSES": STATION, "VLANS": "eth1"}


def do(heading, commands, form):
    """Carries out one form, and the commands of which it is that; what shows shows the same."""
    if heading == "WATCHING":
        run(f"timeout 1 {form}", wanted=124)
        run(f"timeout 1 {commands[0]}", "new", wanted=124)
        return
    said = [run(form)] if not form.startswith("#") else []
    for command in commands:
        said.append(run(command, "old" if command.startswith("brctl") else "new"))
    if form.startswith("flowctl switch add"):
        for namespace in ("old", "new"):
            run("ip link set br0 up", namespace)
    elif re.search(" show| port$| vlan$| stats$|fdb get ", form):
        for text in said:
            assert SHOWN[heading] in text, text
    else:
        wait_until_alike(heading)
        if commands[0].startswith("brctl setageing"):
            assert bridge_ageing("old") == switch_ageing()
        elif commands[0].startswith("brctl hairpin"):
            assert bridge_ports("old")["tap0"]["hairpin"] == switch_ports()["tap0"]["hairpin"]


def groups(path):
    commands, before = [], None
    for heading, command, form in table(path):
        if commands and (heading, form) != before:
            yield *before, commands
            commands = []
        before = heading, form
        commands.append(command)
    yield *before, commands


for heading, form, commands in groups(sys.argv[1]):
    if section != heading and heading == "ADDRESSES":
        for place in (None, "old", "new"):
            speak(place)
        wait_until_alike(heading)
    elif section != heading and heading == "DELETING":
        run("ip link set br0 down", "old")
    section, number = heading, number + 1
    name = f"{number} {' or '.join(commands)}: {form.lstrip('# ')}"
    try:
        do(heading, commands, form)
        print("ok", name, flush=True)
    except (AssertionError, KeyError) as error:
        failures += 1
        print("not ok", name)
        print("# " + str(error).replace("\n", "\n# "), flush=True)
print("rows", number, failures, file=sys.stderr)
EOF
read -r _ number bad < <(grep ^rows "$work/output") || cat "$work/output"
failures=$((failures + ${bad:-1}))
check "the table has many rows" test "$number" -gt 25
check "and leaves nothing" fails ip link show br0
finish
