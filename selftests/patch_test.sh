#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Two switches with a patch between them, as netdevs, with traffic, and by policies.
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

# An end that cannot be made as it was asked for does not take the other one along.
links_that_fail()
{
	local under over

	ip link add q0 type flowdp-patch
	ip link add d0 type dummy
	ip link add sw0 type flowdp
	under=sw0
	for over in v1 v2 v3 v4 v5 v6 v7; do
		ip link add link $under name $over type vlan id 5
		under=$over
	done
	ip netns set other 7
	check "what cannot be a master takes none" refuses 2 "that netdev cannot be a master" \
		ip link add link q0 name q1 master d0 type flowdp-patch
	check "nor does a switch under too high a stack" refuses 2 "too many netdevs would stand" \
		ip link add link q0 name q1 master sw0 type flowdp-patch
	check "and none is made in one namespace for another" refuses 2 "leave link-netnsid out" \
		ip link add link q0 link-netnsid 7 name q1 type flowdp-patch
	check "the end that was there stays" exists q0
	check "alone" fails exists q1
	ip link del v1
	check "and gets another" ip link add link q0 name q1 master sw0 type flowdp-patch
	check "which is a port at once" shows "master sw0" ip link show q1
	ip link del q0
	ip link del sw0
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
	links_that_fail
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
	check "hosts of two switches reach each other in their VLAN" will_reach 1 2
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

# usage: flood N OPTION... ADDRESS: from host N, until its process is killed
flood()
{
	nsenter --net="/run/netns/host$1" ping -q -f "${@:2}" >/dev/null 2>&1 &
	jobs+=" $!"	# ping itself, which would outlive a function that started it
}

delete_under_traffic()
{
	local round jobs

	for round in 1 2 3; do
		jobs=
		flood 1 10.0.0.2
		flood 2 -s 3000 10.0.0.1
		sleep 0.$round
		ip link del p$((round % 2)) || return
		fails exists p0 && fails exists p1 || return
		connect
		# shellcheck disable=SC2086
		kill -KILL $jobs
		will_reach 1 2 || return	# carrier takes effect when the kernel comes to it
	done
} 2>/dev/null

# usage: configure_with LINE...: both switches with their hosts, and these lines
configure_with()
{
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
		Switch=sw1
		Vlan=10
		$(printf '%s\n' "$@")
	EOF
}

p0=("[Port]" "Match=p0" "Switch=sw0" "Trunk=10" "Patch=p1")
p1=("[Port]" "Match=p1" "Switch=sw1" "Trunk=10")
q0=("[Port]" "Match=q0" "Switch=sw0" "Patch=q1")

# What is there of patches: the second has an ifindex, a MAC address and a state.
patches()
{
	ip -o link show type flowdp-patch
}

policies()
{
	local made

	ip link del p0
	ip link add q1 type dummy
	configure_with "${p0[@]}" "${p1[@]}" "${q0[@]}"
	check "flowd makes the patch that a policy asks for" start_flowd
	check "and hosts reach each other across" will_reach 1 2
	check "the other end tells of it too" shows '"patch": "p0"' flowctl -dj port show p1
	check "an interface in the way is named" \
		shows 'there is an interface "q1" that is no patch' flowctl -d port show q0
	check "which is a policy not in force" shows "1 .*not" flowctl status
	ip link del q1
	check "and with it gone, that patch is made" wait_for is_port q0
	made=$(patches)
	end_flowd KILL
	check "with flowd killed they reach each other" reaches 1 2
	check "flowd starts again" start_flowd
	check "and has made nothing anew" [ "$(patches)" = "$made" ]
	check "they still reach each other" reaches 1 2
	check "flowctl makes one" flowctl port add r0 switch sw0 patch r1
	check "with both ends" exists r1
	check "which the configuration has then" shows "Patch=r1" flowctl config show
	check "and takes it back" flowctl port del r0
	check "with both ends" fails exists r1
	configure_with "${q0[@]}"
	kill -HUP "$flowd_pid"
	check "a patch goes with its policies" wait_for fails exists p1
	check "and others stay" exists q0
}

mistakes()
{
	local made

	made=$(patches)
	check "a patch to itself is refused" \
		refuses 2 "s0 cannot be patched to itself" flowctl port add s0 switch sw0 patch s0
	check "so is an end of another one" \
		refuses 2 "s0 cannot be patched to q0, as q0 is to be patched to q1" \
		flowctl port add s0 switch sw1 patch q0
	check "a pattern as an end" refuses 2 '"x\*" is not the name of an interface' \
		flowctl port add 'x*' switch sw0 patch s0
	check "what is no name" refuses 2 "no '/' in it" flowctl port add s0 switch sw0 patch s/1
	check "both ends in one switch" refuses 2 "is a loop; put one of them into another switch" \
		flowctl port add q1 switch sw0
	check "and a name that another interface has" \
		refuses 2 'there is an interface "port1" that is no patch' \
		flowctl port add s0 switch sw1 patch port1
	check "nothing was changed" [ "$(patches)" = "$made" ]
	configure_with "${p0[@]}" "${p1[@]}" "Patch=p2"
	check "a file is told the line" refuses 1 "flowd.conf:18: p1 cannot be patched to p2" \
		flowd --check -c "$work/flowd.conf"
}

trap finish EXIT
links
traffic
check "a patch is deleted under traffic" delete_under_traffic
policies
mistakes
end_flowd TERM
check "the module takes both ends with it" eval "rmmod flowdp && fails exists q0 && fails exists q1"
check "and comes back with a patch" ip link add p0 type flowdp-patch
