#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Two switches with a patch between them, as netdevs and with traffic.
#
#      +--- sw0 ---+           +--- sw1 ---+
#      | port1  p0 |-- patch --| p1  port2 |
#      +---|-------+           +-------|---+
#        host1                       host2
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

add_patch()
{
	ip link add p0 type flowdp-patch &&
		ip link add link p0 name p1 type flowdp-patch
}

# usage: carrier NETDEV 0|1
carrier()
{
	[ "$(</sys/class/net/"$1"/carrier)" = "$2" ]
}

exists()
{
	[ -e "/sys/class/net/$1" ]
}

links()
{
	ip link add p0 up type flowdp-patch
	check "an end alone has no carrier" carrier p0 0
	check "the other end names it" ip link add link p0 name p1 type flowdp-patch
	check "which is shown" shows "p1@p0" ip link show p1
	check "from both sides" shows "p0@p1" ip link show p0
	check "no carrier until both are up" carrier p0 0
	ip link set p1 up
	check "then both have it" eval "carrier p0 1 && carrier p1 1"
	ip link set p0 down
	check "one that is down takes it from both" carrier p1 0
	check "a pair has no third end" refuses 2 "that patch has its other end already" \
		ip link add link p0 name p2 type flowdp-patch
	check "the other end is nothing else" refuses 2 "the other end of a patch is a patch" \
		ip link add link lo name p2 type flowdp-patch
	ip netns add other
	check "nor elsewhere" refuses 2 "in the same network namespace" \
		ip link add link p0 name p2 netns other type flowdp-patch
	check "an end cannot be moved away" fails ip link set p0 netns other
	check "one end goes" ip link del p1
	check "with the other" fails exists p0
	ip -n other link add a0 type flowdp-patch
	ip -n other link add link a0 name b0 type flowdp-patch
	ip -n other link add sw0 type flowdp
	ip -n other link set a0 master sw0
	check "and both with their namespace" ip netns del other
}

connect()
{
	add_patch
	ip link set p0 up master sw0
	ip link set p1 up master sw1
	flowctl -k port set p0 switch sw0 trunk 10
	flowctl -k port set p1 switch sw1 trunk 10
}

# Bulk data, many segments in a frame.
moves_data()
{
	on 2 iperf3 -s -1 -D -I "$work/server" >/dev/null
	wait_for listens
	on 1 timeout 60 iperf3 -c 10.0.0.2 -n 1M
}

listens()
{
	[ -n "$(on 2 ss -Hltn 'sport = 5201')" ]
}

# usage: counts STATISTIC: of p0, above 0
counts()
{
	[ "$(</sys/class/net/p0/statistics/"$1")" -gt 0 ]
}

traffic()
{
	local name

	for name in sw0 sw1; do
		ip link add $name up type flowdp
		flowctl table set $name 0 default flood
	done
	add_host 1
	add_host 2
	ip link set port1 master sw0
	ip link set port2 master sw1
	flowctl -k port set port1 switch sw0 vlan 10
	flowctl -k port set port2 switch sw1 vlan 10
	connect
	check "hosts of two switches reach each other in their VLAN" wait_for reaches 1 2
	check "and move data" moves_data
	flowctl -k port set p1 switch sw1 trunk 20
	check "a patch that is no trunk of the VLAN cuts them off" is_cut_off 1 2
	flowctl -k port set p1 switch sw1 trunk 10
	ip link set p0 mtu 1000
	check "the MTU of an end holds" fails on 1 ping -q -c 1 -W 1 -s 1400 10.0.0.2
	check "and is a reason to drop" shows egress-mtu flowctl drops
	ip link set p0 mtu 1500
	ip link set p1 nomaster
	check "an end in no switch gets nothing" is_cut_off 1 2
	check "which is counted" counts tx_dropped
	ip link set p1 master sw1
}

delete_under_traffic()
{
	local round jobs

	for round in 1 2 3; do
		on 1 ping -q -f 10.0.0.2 >/dev/null 2>&1 &
		jobs=$!
		on 2 ping -q -f -s 3000 10.0.0.1 >/dev/null 2>&1 &
		jobs+=" $!"
		sleep 0.$round
		ip link del p$((round % 2)) || return
		fails exists p0 && fails exists p1 || return
		connect
		# shellcheck disable=SC2086
		kill -KILL $jobs
		wait_for reaches 1 2 || return	# carrier takes effect when the kernel comes to it
	done
} 2>/dev/null

trap finish EXIT
links
traffic
check "a patch is deleted under traffic" delete_under_traffic
check "the module takes both ends with it" eval "rmmod flowdp && fails exists p0 && fails exists p1"
check "and comes back with a patch" ip link add p0 type flowdp-patch
