#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Several switches in one host, and in several network namespaces, each namespace with
# a flowd of its own.
# Kernels: debug (netdev_event_test.c tests the module's part in all of them)
#
#    here:   sw0: port1 (host1), port2 (host2);   sw1: port3 (host3)    and one flowd
#    blue:   sw0: port5 (host5), port6 (host6)    and its own flowd
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

mac1=52:54:00:00:00:01 mac3=52:54:00:00:00:03 mac5=52:54:00:00:00:05
blue_pid=

# usage: add_host_of NAMESPACE N: whose interface portN is there
add_host_of()
{
	add_host "$2"
	ip link set "port$2" netns "$1"
	ip -n "$1" link set "port$2" up
}

# usage: start_blue: its flowd, until it answers
start_blue()
{
	flowd -n blue 2>>"$work/blue.log" &
	blue_pid=$!
	wait_for flowctl -n blue status
}

# usage: end_blue SIGNAL
end_blue()
{
	kill "-$1" "$blue_pid"
	wait "$blue_pid"
} 2>/dev/null

# usage: blue_knows MAC INTERFACE
blue_knows()
{
	[[ $(flowctl -n blue fdb show port "$2") =~ $1\ +$2\ +dynamic ]]
}

# usage: is_port_of_blue INTERFACE
is_port_of_blue()
{
	[[ $(flowctl -n blue -j port) == *"\"port\": \"$1\""* ]]
}

# What concerns the switches here: without counters, which learning moves.
here()
{
	flowctl -j switch
	flowctl -j -d port
	flowctl flow show sw0 table 0
	ip -o link show type flowdp
}

two_switches_here()
{
	check "one flowd has two switches" start_flowd
	check "hosts of the first reach each other" reaches 1 2
	check "but not those of the second" is_cut_off 3 1
	check "the first knows its own stations" wait_for knows $mac1 port1
	check "and the second its own" wait_for knows $mac3 port3
	check "and not the other's" fails shows $mac1 flowctl fdb show switch sw1
	check "a port can go to the other" flowctl port set port3 switch sw0
	check "and has its hosts as neighbours" will_reach 3 1
	flowctl port set port3 switch sw1
}

another_namespace()
{
	check "without a flowd there it says how to start it" \
		refuses 3 '"flowd -n blue"' flowctl -n blue fdb
	check "a namespace that is not there is named" \
		refuses 2 'no network namespace "red"' flowd -n red
	check "a path is no name" refuses 1 "is no name" flowd -n /run/netns/blue
	here >"$work/here"
	check "nor is the one here told instead" refuses 1 "another network namespace" \
		nsenter --net=/run/netns/blue flowctl switch add sw0
	check "nor are its alarms followed" refuses 1 "another network namespace" \
		nsenter --net=/run/netns/blue timeout 60 flowctl monitor alarm
	nsenter --net=/run/netns/blue flowctl monitor >"$work/monitor" 2>&1 &
	monitor=$!
	check "nor together with events" wait_for matches "another network namespace" "$work/monitor"
	check "which it goes on to tell" kill $monitor
	check "which status says" refuses 1 "^flowd +serves another network namespace" \
		nsenter --net=/run/netns/blue flowctl status
	# ip binds the second to the first.
	mkdir -p /etc/flowswitch /etc/netns/blue/flowswitch
	printf '%s\n' "[Switch]" "Name=sw0" "[Port]" "Match=port*" "Switch=sw0" "Vlan=10" \
		>/etc/netns/blue/flowswitch/flowd.conf
	check "a flowd starts in another namespace" start_blue
	check "a second one there is refused" refuses 2 "another flowd serves" flowd -n blue
	check "its switch has the name of one here" ip -n blue link show sw0
	check "its hosts reach each other" reaches 5 6
	check "and nobody else" is_cut_off 5 1
	check "its stations are its own" wait_for blue_knows $mac5 port5
	check "which flowctl here does not show" fails shows $mac5 flowctl fdb
	check "what is changed there" flowctl -n blue port add port6 switch sw0 vlan 20
	check "is changed there" is_cut_off 5 6
	check "and here nothing is" diff "$work/here" <(here)
	check "hosts here reach each other" reaches 1 2
}

restarts()
{
	flowctl port set port2 vlan 30
	end_flowd TERM
	check "without the flowd here, the other answers" flowctl -n blue fdb
	end_blue KILL
	check "both start again" eval "start_flowd && start_blue"
	check "what was changed there is so still" is_cut_off 5 6
	check "and what was changed here" is_cut_off 1 2
	flowctl port set port2 vlan 10
	flowctl -n blue port del port6
	check "each can be changed again" eval "reaches 5 6 && reaches 1 2"
}

# A port moves with its netdev: out of the one switch, and into the other.
moves()
{
	ip link set port2 netns blue
	ip -n blue link set port2 up
	check "a netdev that is moved is a port there" wait_for is_port_of_blue port2
	check "and none here" fails is_port port2
	check "with the hosts there as neighbours" will_reach 2 5
	ip -n blue link set port2 netns 1
	ip link set port2 up
	check "moved back, it is a port here" wait_for is_port port2
	check "with its own policy" will_reach 1 2
}

# Its flowd alone would keep a namespace alive that has no name any more.
goes()
{
	here >"$work/here"
	ip netns add red
	ip netns del red
	check "flowd goes on when another namespace goes" flowctl -n blue status
	ip netns del blue
	check "it ends when its own is deleted" wait_for fails kill -0 "$blue_pid"
	kill -KILL "$blue_pid" 2>/dev/null	# or else the next line could wait for ever
	check "and that is well" wait "$blue_pid"
	check "and said once" \
		[ "$(grep -c 'namespace "blue" was deleted' "$work/blue.log")" -eq 1 ]
	# The other ends of its ports go with them.
	check "a namespace goes with its switch and ports" wait_for fails on 5 ip link show eth0
	check "and nothing changes here" diff "$work/here" <(here)
	ip netns add blue
	add_host_again 5
	check "one of the same name finds the flowd's state" start_blue
	check "and its port" wait_for is_port_of_blue port5
}

add_host_again()
{
	ip netns del "host$1"
	add_host_of blue "$1"
}

echo "TAP version 13"
configure <<-EOF
	[Switch]
	Name=sw0
	[Switch]
	Name=sw1
	[Port]
	Match=port1
	Switch=sw0
	Vlan=10
	[Port]
	Match=port2
	Switch=sw0
	Vlan=10
	[Port]
	Match=port3
	Switch=sw1
	Vlan=10
EOF
for n in 1 2 3; do
	add_host $n
done
ip netns add blue
add_host_of blue 5
add_host_of blue 6
two_switches_here
another_namespace
restarts
moves
goes
end_blue TERM
finish
