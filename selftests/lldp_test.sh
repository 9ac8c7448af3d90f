#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Debian's lldpd, as it comes, on the ports of a switch: it and its neighbours find
# each other (IEEE Std 802.1AB-2016), and the switch forwards nothing of it (IEEE Std
# 802.1Q-2022, 8.6.3 and table 8-1).
# Kernels: debug (link_local_test.c tests the module's part in all of them)
#
#    +--- sw0, with lldpd ---+
#    |    port1     port2    |
#    +------|---------|------+
#         eth0      eth0
#     host1: lldpd   host2: only listens
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

mac1=52:54:00:00:00:01
lldpds=()

# usage: start_lldpd NAME [COMMAND...]: with this name, run by COMMAND
start_lldpd()
{
	local name=$1

	shift
	printf '%s\n' "configure system hostname $name" "configure lldp tx-interval 1" \
		>"/run/lldpd/$name.conf"
	"$@" lldpd -d -u "/run/lldpd/$name" -O "/run/lldpd/$name.conf" 2>"$work/$name.log" &
	lldpds+=($!)
}

# usage: neighbours NAME: that its lldpd sees, one line for each
neighbours()
{
	timeout 30 lldpcli -u "/run/lldpd/$1" -f keyvalue show neighbors summary |
		grep -E '\.(chassis\.name|port\.descr)='
}

# usage: sees NAME INTERFACE NEIGHBOUR PORT: alone, on this interface
sees()
{
	diff <(neighbours "$1") \
		<(printf '%s\n' "lldp.$2.chassis.name=$3" "lldp.$2.port.descr=$4")
}

# usage: tell WORDS...: to the lldpd here
tell()
{
	timeout 30 lldpcli -u /run/lldpd/hypervisor "$@"
}

# usage: is_bridge: the neighbour knows lldpd here to be on one
is_bridge()
{
	shows 'Bridge.capability.* on|Bridge, on' timeout 30 lldpcli -u /run/lldpd/neighbour show neighbors
}

# usage: leaves_switch_alone: lldpd here
leaves_switch_alone()
{
	fails eval "tell show interfaces | grep -q 'Interface: *sw0'"
}

# usage: has_dropped INTERFACE REASON
has_dropped()
{
	shows " $1 +$2 +[1-9]" flowctl drops sw0 port "$1"
}

echo "TAP version 13"
add_two_hosts
check "flowd starts" start_flowd
ip link set sw0 up
nsenter --net=/run/netns/host2 tcpdump -q -c 1 -i eth0 ether proto 0x88cc and ether src $mac1 \
	>"$work/heard" 2>&1 &
listener=$!
wait_for grep -q listening "$work/heard"
# Its home, which its service would make.
mkdir -p /run/lldpd
start_lldpd hypervisor
start_lldpd neighbour nsenter --net=/run/netns/host1
check "lldpd sees the neighbour on its port" wait_for sees hypervisor port1 neighbour eth0
check "and the neighbour sees it, on the port alone" wait_for sees neighbour eth0 hypervisor port1
check "what it sends on the switch itself is dropped" wait_for has_dropped sw0 link-local
check "the neighbour's frames are the host's" shows '"consumed_packets": [1-9]' \
	flowctl -j stats sw0 port port1
check "and do not reach other ports" kill -0 $listener
check "until the port is told to forward them" \
	flowctl port add port1 switch sw0 vlan 10 link_local_forward 0x4000
check "then they do" wait_for fails kill -0 $listener
check "it can be told that it is on a bridge" tell configure system capabilities enabled bridge
check "and to leave the switch alone" tell configure system interface pattern '*,!sw0'
check "which it does" wait_for leaves_switch_alone
check "and its neighbour knows" wait_for is_bridge
kill "${lldpds[@]}"
kill $listener 2>/dev/null
finish
