#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Learning and flooding off on a port, each told in a file, by flowctl and through the
# control socket, as frames find it, and still so after flowd was started again.
# Kernels: debug (output_test.c tests the module's part in all of them)
#
#    +------ sw0 ------+
#    | port1 port2 port3 |     port2 is what is changed; port3 gets all there is
#    +---|-----|-----|---+
#      host1 host2 host3
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

station=10

# usage: gets LETTERS: host 2 gets these of what host 1 sends, and no other: u unicast to an
# unknown address, m multicast, b broadcast.  What host 3 has got, host 2 has not got later.
gets()
{
	python3 -IS - "$1" <<-'EOF'
		import ctypes, socket, sys
		def host(n):
		    with open(f"/run/netns/host{n}") as file:
		        ctypes.CDLL(None).setns(file.fileno(), 0)
		    wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
		    wire.bind(("eth0", 0x88b5))
		    wire.settimeout(60)
		    return wire
		def take(wire):
		    return chr(wire.recv(100)[14])
		frames = {"u": "020000000099", "m": "01005e010101", "b": "ffffffffffff"}
		sender, tested, witness = host(1), host(2), host(3)
		for letter, destination in frames.items():
		    sender.send(bytes.fromhex(destination + "520000000001" + "88b5") +
		                letter.encode() + bytes(45))
		assert take(witness) + take(witness) + take(witness) == "umb"
		tested.settimeout(0)
		got = ""
		try:
		    while True:
		        got += take(tested)
		except BlockingIOError:
		    pass
		print(f"got {got}, not {sys.argv[1]}")
		assert got == sys.argv[1]
	EOF
}

# usage: learns yes|no: a new station behind port 2; one behind port 3 that speaks later is known
learns()
{
	station=$((station + 2))
	send 2 ff:ff:ff:ff:ff:ff "52:54:00:00:00:$station"
	send 3 ff:ff:ff:ff:ff:ff "52:54:00:00:00:$((station + 1))"
	wait_for knows "52:54:00:00:00:$((station + 1))" port3 || return
	case $1 in
	yes) wait_for knows "52:54:00:00:00:$station" port2 ;;
	no) fails knows "52:54:00:00:00:$station" port2 ;;
	esac
}

# usage: policy KEY=VALUE...: of port2, in the file
policy()
{
	printf '%s\n' "[Switch]" "Name=sw0" "[Port]" "Match=port[13]" "Switch=sw0" \
		"[Port]" "Match=port2" "Switch=sw0" "$@" >"$work/flowd.conf"
}

# usage: apply MEMBERS: of port2's policy, in JSON, through the control socket
apply()
{
	python3 -IS - "$1" <<-'EOF'
		import json, socket, sys
		operation = {"operation": "port-set", "match": "port2", **json.loads(sys.argv[1])}
		flowd = socket.socket(socket.AF_UNIX)
		flowd.connect("/run/flowswitch/flowd.varlink")
		flowd.send(json.dumps({"method": "io.flowswitch.Apply",
		                       "parameters": {"operations": [operation]}}).encode() + b"\0")
		reply = flowd.recv(10000)
		print(reply)
		assert "error" not in json.loads(reply[:-1])
	EOF
}

echo "TAP version 13"
policy
for n in 1 2 3; do
	add_host $n
done
check "flowd starts" start_flowd
check "and attaches the ports" wait_for eval "is_port port1 && is_port port2 && is_port port3"
check "a port gets all that is flooded" gets umb
check "and is learned on" learns yes

policy FloodUnicast=no Learning=no
check "a file turns unknown unicast and learning off" flowctl config apply
check "unknown unicast does not reach it" gets mb
check "nothing is learned on it" learns no
policy FloodMulticast=no FloodBroadcast=no
check "a file turns multicast and broadcast off" flowctl config apply
check "they do not reach it" gets u
check "it is learned on" learns yes
policy

check "all is on again" flowctl config apply
check "flowctl turns unknown unicast and learning off" \
	flowctl port set port2 flood_unicast off learning off
check "and flowd starts again" eval "end_flowd TERM; start_flowd"
check "unknown unicast does not reach the port" gets mb
check "nothing is learned on it" learns no
check "it turns multicast and broadcast off" flowctl port set port2 \
	flood_unicast on learning on flood_multicast off flood_broadcast off
check "and flowd starts again" eval "end_flowd TERM; start_flowd"
check "they do not reach the port" gets u
check "it is learned on" learns yes

check "a client of the socket turns unknown unicast and learning off" apply '{"flood_unicast": false, "learning": false,
	"flood_multicast": true, "flood_broadcast": true}'
check "and flowd starts again" eval "end_flowd TERM; start_flowd"
check "unknown unicast does not reach the port" gets mb
check "nothing is learned on it" learns no
check "it turns multicast and broadcast off" apply '{"flood_unicast": true, "learning": true,
	"flood_multicast": false, "flood_broadcast": false}'
check "and flowd starts again" eval "end_flowd TERM; start_flowd"
check "they do not reach the port" gets u
check "it is learned on" learns yes

check "the operator takes all back" flowctl port del port2
check "and it gets all again" gets umb
finish
