#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What flowd learns, and what it does not.
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

mac1=52:54:00:00:00:01 mac2=52:54:00:00:00:02 mac3=52:54:00:00:00:03
nobody=52:54:00:00:00:77
witness=52:54:00:00:00:88	# what spoke before it has been looked at once it is known

# usage: overhears N COMMAND...: whether host N gets more than a stray frame meanwhile
overhears()
{
	local host=$1

	shift
	gets "$host" 20 "$@"
}

learned_on()
{
	flowctl -j fdb show port "$1" | grep -c '"dynamic"'
}

# usage: learned_are INTERFACE COUNT
learned_are()
{
	[ "$(learned_on "$1")" -eq "$2" ]
}

learns()
{
	check "two hosts of a VLAN reach each other" reaches 1 2
	check "a host of another VLAN is not reached" is_cut_off 1 4
	check "the first is known behind its port" wait_for knows $mac1 port1
	check "so is the second" wait_for knows $mac2 port2
	check "a frame to a known address goes nowhere else" fails overhears 3 burst $mac2
	check "a frame to an unknown address goes to all" overhears 3 burst $nobody
	check "the switch's own address is local" flowctl fdb show port sw0
}

moves()
{
	reaches 3 1 >/dev/null
	send 3 ff:ff:ff:ff:ff:ff $mac2
	check "a station that speaks from elsewhere has moved" wait_for knows $mac2 port3
	send 2 ff:ff:ff:ff:ff:ff $mac2
	check "and back" wait_for knows $mac2 port2
	send 3 ff:ff:ff:ff:ff:ff $mac3
	check "the other is where it was" wait_for knows $mac3 port3
}

hosts_of_the_switch()
{
	ip link add link sw0 name vlan10 type vlan id 10
	ip addr add 10.0.0.100/24 dev vlan10
	ip link set sw0 up
	ip link set vlan10 up
	flowctl port set sw0 trunk 10 >"$work/output" 2>&1 || flowctl port add sw0 switch sw0 trunk 10
	check "a VLAN interface of the host is reached through the local port" reaches 1 100
	check "and the host reaches a guest" ping -q -c 1 -W 2 10.0.0.2
	ip link del vlan10
}

statics()
{
	check "a static entry is taken" flowctl fdb add $nobody port port3 vlan 10
	check "a frame to it goes there alone" overhears 3 burst $nobody
	send 2 ff:ff:ff:ff:ff:ff $nobody
	send 2 ff:ff:ff:ff:ff:ff $witness
	wait_for knows $witness port2
	check "nobody can take it away by speaking so" knows $nobody port3 static
	check "it can be deleted" flowctl fdb del $nobody vlan 10
	check "and is gone" fails knows $nobody port3 static
	check "deleting it again is refused" \
		refuses 2 "there is no such static entry" flowctl fdb del $nobody vlan 10
}

limits()
{
	flowctl port add port2 vlan 10 mac_limit 5 switch sw0 >"$work/output" 2>&1
	flowctl fdb flush port port2
	send 2 $mac1 52:54:00:00:22:00 50
	check "a port learns no more than its limit" wait_for learned_are port2 5
	check "flowd says so" wait_for said 'port2 has shown all the 5'
	check "once" test "$(said 'port2 has shown all the 5' | wc -l)" -eq 1
	check "what is not learned is forwarded all the same" reaches 2 1
	flowctl port set port2 learning off
	flowctl fdb flush port port2
	send 2 $mac1 52:54:00:00:33:00 10
	reaches 2 1 >/dev/null
	send 1 ff:ff:ff:ff:ff:ff $witness
	wait_for knows $witness port1
	check "with learning off, nothing is learned" learned_are port2 0
	flowctl port del port2
	check "what was changed can be taken back" reaches 2 1
}

forgets()
{
	flowctl fdb flush
	check "flush forgets" learned_are port1 0
	reaches 1 2 >/dev/null
	check "a station is learned" wait_for knows $mac1 port1
	on 1 ip link set eth0 arp off
	flowctl switch set sw0 ageing 2
	check "a silent one is forgotten" wait_for learned_are port1 0
	on 1 ip link set eth0 arp on
	flowctl switch set sw0 ageing 300
	reaches 1 2 >/dev/null
	wait_for knows $mac1 port1 >/dev/null
	on 1 ip link set eth0 down
	check "one whose link goes down is forgotten at once" wait_for learned_are port1 0
	on 1 ip link set eth0 up
}

configure <<-EOF
	[Switch]
	Name=sw0
	[Port]
	Match=port[1-3]
	Vlan=10
	[Port]
	Match=port4
	Vlan=20
EOF
echo "TAP version 13"
for n in 1 2 3 4; do
	add_host $n
done
check "flowd starts" start_flowd
learns
moves
hosts_of_the_switch
statics
limits
forgets
finish
