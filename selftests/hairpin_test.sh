#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Stations that share a port, and leave it to the switch to carry frames between them
# (reflective relay, IEEE Std 802.1Q-2022, 8.6.1): macvlan and macvtap in mode VEPA.
# Kernels: debug 6.12 (the first is a 6.1)
#
#    +--------- sw0 ---------+
#    |   port1        port2  |      here
#    +-----|------------|----+
#        lower        eth0          host2
#     +----+----+
#   eth0  eth0  tap0                host3, host4; tap0 is here, and sends back what it gets
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

mac3=52:54:00:00:00:03 mac4=52:54:00:00:00:04 tap_mac=52:54:00:00:00:05
declare -a had

# usage: add_station N: a macvlan of lower
add_station()
{
	ip netns add "host$1"
	ip link add link lower name eth0 netns "host$1" address "52:54:00:00:00:0$1" \
		type macvlan mode vepa
	on "$1" sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1 \
		net.ipv4.neigh.eth0.delay_first_probe_time=600
	ip -n "host$1" addr add "10.0.0.$1/24" dev eth0
	ip -n "host$1" link set eth0 up
}

# What a guest would do with its macvtap: the frames there have a virtio-net header.
start_tap()
{
	ip link add link lower name tap0 address $tap_mac type macvtap mode vepa
	ip link set tap0 up
	python3 -IS - "/dev/tap$(</sys/class/net/tap0/ifindex)" $tap_mac 2>"$work/tap.log" <<-'EOF' &
		import os, sys
		tap, own = os.open(sys.argv[1], os.O_RDWR), bytes.fromhex(sys.argv[2].replace(":", ""))
		while True:
		    frame = os.read(tap, 2000)[10:]
		    if frame[:6] == own and frame[12:14] == b"\x88\xb5":
		        os.write(tap, bytes(10) + frame[6:12] + frame[:6] + frame[12:])
	EOF
	tap_pid=$!
}

# usage: is_answered: whether host 3 gets back from the macvtap what it sends there
is_answered()
{
	cat "$work/tap.log"
	on 3 python3 -IS - $tap_mac $mac3 <<-'EOF'
		import socket, sys
		tap, own = (bytes.fromhex(mac.replace(":", "")) for mac in sys.argv[1:])
		wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
		wire.bind(("eth0", 0x88b5))
		wire.settimeout(1)
		wire.send(tap + own + b"\x88\xb5" + bytes(46))
		assert wire.recv(100)[:12] == own + tap
	EOF
}

count_all()
{
	local host

	for host in 2 3 4; do
		had[host]=$(received $host)
	done
}

# usage: receives N COUNT: since count_all
receives()
{
	local has

	has=$(received "$1")
	echo "host$1 has $has, and had ${had[$1]}"
	[ $((has - had[$1])) -eq "$2" ]
}

configure <<-EOF
	[Switch]
	Name=sw0
	[Port]
	Match=port1
	Vlan=10
	[Port]
	Match=port2
	Vlan=10
EOF
echo "TAP version 13"
# Nobody here speaks unless told to.
sysctl -qw net.ipv6.conf.default.disable_ipv6=1
ip link add port1 type veth peer name lower
ip link set port1 up
ip link set lower up
add_host 2
add_station 3
add_station 4
start_tap
check "flowd starts" start_flowd
check "stations that share a port reach another one" reaches 3 2
count_all
send 3 ff:ff:ff:ff:ff:ff $mac3
check "a broadcast goes to the other port" wait_for receives 2 1
check "and not back" receives 4 0
check "they do not reach each other" is_cut_off 3 4
check "nor macvlan and macvtap" fails is_answered

check "hairpin is turned on" flowctl port set port1 hairpin on
count_all
send 3 ff:ff:ff:ff:ff:ff $mac3
check "a broadcast comes back to the other station" wait_for receives 4 1
check "and not to the one that sent it" receives 3 0
check "the other port gets it once" receives 2 1
check "macvlan reaches macvlan" will_reach 3 4
check "the sender is learned on the port" wait_for knows $mac3 port1
check "so is who answered" wait_for knows $mac4 port1
check "macvlan and macvtap reach each other" wait_for is_answered
check "the macvtap is learned, too" wait_for knows $tap_mac port1
count_all
check "what is known comes back" reaches 3 4
check "and goes nowhere else" receives 2 0

check "hairpin is turned off" flowctl port set port1 hairpin off
check "they are cut off again, though known" is_cut_off 4 3
check "flowctl says why" shows "sw0 +port1 +same-port" flowctl drops
check "the other port is still reached" reaches 4 2
kill $tap_pid
sysctl -qw net.ipv6.conf.default.disable_ipv6=0
finish
