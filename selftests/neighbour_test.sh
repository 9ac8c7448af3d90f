#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Neighbour suppression: who is asked for an address, and who hears nothing of it.
# Kernels: debug 6.12 (of a program's own doings; the first is a 6.1)
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

# usage: arp N OPERATION SENDER-MAC SENDER TARGET: from host N, with its own source address, to all
arp()
{
	local sender target

	# shellcheck disable=SC2086
	printf -v sender %02x ${4//./ }
	# shellcheck disable=SC2086
	printf -v target %02x ${5//./ }
	send_frames "$1" \
		"ffffffffffff52540000000${1}0806000108000604000${2}$3${sender}000000000000$target"
}

# usage: lie: host 3 claims 10.0.0.2 and fd00::2 in ARP and neighbour advertisements that are
# cut short at every byte, or whose lengths are wrong; prints how many of them are malformed
lie()
{
	on 3 python3 -IS - <<-'EOF'
		import socket
		mac = bytes.fromhex("525400000003")
		arp = bytearray(b"\xff" * 6 + mac + bytes.fromhex("08060001080006040002") + mac)
		arp += bytes([10, 0, 0, 2]) + bytes(6) + bytes([10, 0, 0, 9])
		owner = socket.inet_pton(socket.AF_INET6, "fd00::2")
		nd = bytearray(bytes.fromhex("333300000001") + mac + bytes.fromhex("86dd6000000000203aff"))
		nd += owner + socket.inet_pton(socket.AF_INET6, "ff02::1")
		nd += bytes([136, 0, 0, 0, 0x20, 0, 0, 0]) + owner + bytes([2, 1]) + mac
		ARP_LENGTHS, PAYLOAD_LENGTH, OPTION_LENGTH = (18, 19), 19, 79
		out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
		out.bind(("eth0", 0))

		def send(frame, at, values):
		    for value in values:
		        out.send(bytes(frame[:at] + bytes([value]) + frame[at + 1:]))
		    return len(values)

		count = 0
		for frame in arp, nd:
		    for length in range(14, len(frame)):
		        out.send(bytes(frame[:length]))
		        count += 1
		for at in ARP_LENGTHS:
		    count += send(arp, at, [n for n in range(0, 256, 3) if n != arp[at]])
		count += send(nd, PAYLOAD_LENGTH, [n for n in range(64) if n not in (24, 32)])
		count += send(nd, PAYLOAD_LENGTH - 1, [1, 255])
		count += send(nd, OPTION_LENGTH, [n for n in range(0, 256, 3)])
		send(nd, PAYLOAD_LENGTH, [24])	# without an option: well-formed, but tells no address
		print(count)
	EOF
}

# usage: forgets_neighbour N M: host N has to ask for host M again
forgets_neighbour()
{
	ip -n "host$1" neigh flush dev eth0
}

# usage: hears N COMMAND...: whether host N gets a frame meanwhile
hears()
{
	local host=$1

	shift
	gets "$host" 1 "$@"
}

# usage: asks N M: host N asks for host M, and is answered
asks()
{
	forgets_neighbour "$1"
	reaches "$1" "$2"
}

# usage: speaks_ipv6 N: host N has fd00::N, and says nothing of it
speaks_ipv6()
{
	ip -n "host$1" link set eth0 addrgenmode none
	on "$1" sysctl -qw net.ipv6.conf.eth0.mldv2_unsolicited_report_interval=1 \
		net.ipv6.conf.eth0.disable_ipv6=0
	ip -n "host$1" addr add "fd00::$1/64" dev eth0 nodad
}

# usage: solicits N M: host N asks for host M's IPv6 address, and is answered
solicits()
{
	ip -n "host$1" -6 neigh flush dev eth0
	on "$1" ping -q -c 1 -W 2 "fd00::$2"
}

# usage: is_solicited_at ADDRESS ACTIONS
is_solicited_at()
{
	flowctl flow show sw0 table 11 | grep -E "icmp_type 135 .*nd_target $1 +$2\$"
}

# usage: flows_in TABLE
flows_in()
{
	flowctl flow show sw0 table "$1" | grep -cE "goto|output"
}

# usage: is_asked_at ADDRESS ACTIONS: what becomes of requests for it; "" if it is not known
is_asked_at()
{
	local actions

	actions=$(flowctl flow show sw0 table 11 | sed -nE "s/.*arp_op request arp_tpa $1 +//p")
	echo "requests for $1: $actions"
	[ "$actions" = "$2" ]
}

# usage: malformed: frames that were not looked into
malformed()
{
	flowctl -j -s flow show sw0 table 10 |
		python3 -IS -c 'import json, sys
print(sum(f["packets"] for f in json.load(sys.stdin) if "malformed" in f["match"]))'
}

suppresses()
{
	check "without suppression, a request reaches all" hears 3 asks 1 2
	check "no flow is in the tables for it" test "$(flows_in 10)$(flows_in 11)" = 00
	check "suppression is turned on" flowctl vlan set 10 neighbour_suppression on
	check "a request for an address that is not known reaches all" hears 3 asks 1 2
	check "the answer makes it known" wait_for is_asked_at 10.0.0.2 "output port2"
	check "who asked is known too" wait_for is_asked_at 10.0.0.1 "output port1"
	check "a request for it is answered, and nobody else hears it" fails hears 3 asks 1 2
	check "one to the other as well" fails hears 3 asks 2 1
	check "a VLAN without suppression is not concerned" \
		test "$(flowctl flow show sw0 table 8 | grep -c 'vid 20 .*goto 12$')" -ge 1
}

uses_ipv6()
{
	speaks_ipv6 1
	speaks_ipv6 2
	check "a solicitation for an address that is not known reaches all" hears 3 solicits 1 2
	check "the advertisement makes it known" wait_for is_solicited_at fd00::2 "output port2"
	check "a solicitation for it is answered, and nobody else hears it" \
		fails hears 3 solicits 1 2
}

announces()
{
	check "an announcement reaches all" hears 3 arp 1 1 52:54:00:00:00:01 10.0.0.1 10.0.0.1
	check "so does an answer to all" hears 3 arp 1 2 52:54:00:00:00:01 10.0.0.1 10.0.0.1
	check "a probe for a known address reaches its owner" \
		hears 2 arp 3 1 52:54:00:00:00:03 0.0.0.0 10.0.0.2
	check "and nobody else" fails hears 1 arp 3 1 52:54:00:00:00:03 0.0.0.0 10.0.0.2
	arp 2 2 52:54:00:00:00:02 10.0.0.22 10.0.0.9
	check "a station may have several addresses" wait_for is_asked_at 10.0.0.22 "output port2"
	check "a request for one behind the same port goes nowhere" \
		fails hears 3 arp 2 1 52:54:00:00:00:02 10.0.0.2 10.0.0.22
}

# What host 3 says of others' addresses.
spoofs()
{
	arp 3 2 52:54:00:00:00:02 10.0.0.2 10.0.0.9
	arp 3 2 52:54:00:00:00:33 10.0.0.2 10.0.0.9
	check "who tells another's MAC address claims nothing" is_asked_at 10.0.0.2 "output port2"
	arp 3 2 52:54:00:00:00:03 10.0.0.2 10.0.0.9
	check "who claims another's address is asked too" \
		wait_for is_asked_at 10.0.0.2 "output port2 output port3"
	check "the owner answers as before" asks 1 2
	check "others hear nothing" fails hears 4 asks 1 2
	flowctl fdb flush port port3
	check "with the station its claim goes" wait_for is_asked_at 10.0.0.2 "output port2"
	flowctl flow show sw0 table 11 >"$work/before"
	before=$(malformed)
	lies=$(lie)
	check "each ARP and advertisement that is cut short or lies is counted" \
		wait_for eval "[ \$(malformed) -eq $((before + lies)) ]"
	# What comes behind them has been looked at, so they have been too.
	arp 3 2 52:54:00:00:00:03 10.0.0.33 10.0.0.9
	wait_for is_asked_at 10.0.0.33 "output port3"
	flowctl flow show sw0 table 11 | grep -v "10.0.0.33 " >"$work/after"
	check "and claims nothing" cmp "$work/before" "$work/after"
}

moves()
{
	send 3 ff:ff:ff:ff:ff:ff 52:54:00:00:00:02
	check "a neighbour goes when its station moves" wait_for is_asked_at 10.0.0.2 ""
	check "and is found again where it speaks" asks 2 1
	check "its requests go there" wait_for is_asked_at 10.0.0.2 "output port2"
}

# What is said of addresses that no host has.
gives()
{
	check "an address is given" flowctl neighbour add 10.0.0.7 lladdr 52:54:00:00:00:02 vlan 10
	check "it is asked for at its station" wait_for is_asked_at 10.0.0.7 "output port2"
	check "and nowhere else" fails hears 3 arp 1 1 52:54:00:00:00:01 10.0.0.1 10.0.0.7
	arp 3 2 52:54:00:00:00:03 10.0.0.7 10.0.0.9
	arp 3 2 52:54:00:00:00:03 10.0.0.8 10.0.0.9
	wait_for is_asked_at 10.0.0.8 "output port3"
	check "nobody else can claim it" is_asked_at 10.0.0.7 "output port2"
	check "it is shown" shows "10.0.0.7 +52:54:00:00:00:02 +port2 +static" flowctl neighbour
	check "and saved" shows "^Address=10.0.0.7" flowctl config show
	flowctl neighbour add 10.0.0.6 lladdr 52:54:00:00:00:66 vlan 10
	check "with the reason if it is not in place" \
		shows "10.0.0.6 .*where 52:54:00:00:00:66 is, is not known" flowctl -d neighbour
	check "it is given once" \
		refuses 2 "neighbour 10.0.0.6 in VLAN 10 already" \
		flowctl neighbour add 10.0.0.6 lladdr 52:54:00:00:00:03 vlan 10
	check "what was learned is flushed" flowctl neighbour flush port port3
	check "and gone" is_asked_at 10.0.0.8 ""
	check "what is given is not" is_asked_at 10.0.0.7 "output port2"
}

outlives_flowd()
{
	flowctl flow show sw0 table 11 >"$work/before"
	end_flowd KILL
	check "with flowd dead, a known neighbour answers, and nobody else hears" fails hears 3 asks 1 2
	check "and one that is not known is found" asks 1 3
	check "flowd starts again" start_flowd
	flowctl flow show sw0 table 11 >"$work/after"
	check "and keeps what the kernel knows" cmp "$work/before" "$work/after"
	check "a request is still heard by its owner alone" fails hears 3 asks 1 2
	check "what is given is deleted" flowctl neighbour del 10.0.0.7
	check "and gone" is_asked_at 10.0.0.7 ""
}

ends()
{
	check "suppression is turned off" flowctl vlan unset 10 neighbour_suppression
	check "nothing is left of it" test "$(flows_in 10)$(flows_in 11)" = 00
	check "no station goes by its tables" \
		test "$(flowctl flow show sw0 table 8 | grep -c 'goto 10')" -eq 0
	check "a request reaches all again" hears 3 asks 1 2
}

configure <<-EOF
	[Switch]
	Name=sw0
	[Port]
	Match=port[1-4]
	Trunk=10,20
	Native=10
EOF
echo "TAP version 13"
for n in 1 2 3 4; do
	add_host $n
	# What it hears comes through the switch.
	sysctl -qw net.ipv6.conf.port$n.disable_ipv6=1
done
check "flowd starts" start_flowd
on 1 ip link add link eth0 name vlan20 type vlan id 20
on 1 ip addr add 10.20.0.1/24 dev vlan20
on 1 ip link set vlan20 up
on 1 ping -q -c 1 -W 1 10.20.0.2 >/dev/null
on 1 ip link del vlan20
suppresses
uses_ipv6
announces
spoofs
moves
gives
outlives_flowd
ends
finish
