#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The host on its own switch: interfaces that stand on the switch's netdev get what
# is theirs, and many segments in one frame with a checksum that is not complete yet
# pass, to ports that take such frames and to ports that do not.
#
#      sw0.10  sw0.20 (802.1ad)  sw0.20.30  own0, a macvlan in namespace inner
#        |       |                 |          |
#    +---+-------+------- sw0 -----+----------+---+
#    |                                port1       |
#    +----------------------------------|---------+
#         eth0 of host1, with the same on it, the macvlan apart
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

# usage: add_vlans INTERFACE NUMBER COMMAND...: with 10.N.0.NUMBER on each; COMMAND is
# "ip" where INTERFACE is
add_vlans()
{
	local base=$1 number=$2

	shift 2
	"$@" link add link "$base" name "$base.10" type vlan id 10
	"$@" link add link "$base" name "$base.20" type vlan proto 802.1ad id 20
	"$@" link add link "$base.20" name "$base.20.30" type vlan id 30
	"$@" addr add "10.10.0.$number/24" dev "$base.10"
	"$@" addr add "10.20.0.$number/24" dev "$base.20"
	"$@" addr add "10.30.0.$number/24" dev "$base.20.30"
	"$@" link set "$base.10" up
	"$@" link set "$base.20" up
	"$@" link set "$base.20.30" up
}

# usage: answers ADDRESS: host1's
answers()
{
	ping -q -c 1 -W 20 "$1"
}

local_port()
{
	flowctl -j -s -k port show sw0 switch sw0
}

# usage: sum_of NAME: of the local port's counters
sum_of()
{
	local_port | sed -n "s/.*\"$1\": \([0-9]*\).*/\1/p" | head -n 1
}

# usage: carries ADDRESS [OPTION...]: some TCP, by frames longer than
# the MTU if the sender of them is the host
carries()
{
	local before packets bytes

	wait_for fails listens	# that is the server before
	on 1 iperf3 -s -1 -D -I "$work/server" >/dev/null
	wait_for listens
	before="$(sum_of rx_packets) $(sum_of rx_bytes)"
	timeout 60 iperf3 -n 1M -c "$@" || return
	packets=$(($(sum_of rx_packets) - ${before% *}))
	bytes=$(($(sum_of rx_bytes) - ${before#* }))
	echo "$bytes bytes in $packets frames"
	[ "$#" -gt 1 ] || [ $bytes -gt $((packets * 1600)) ]
}

listens()
{
	[ -n "$(on 1 ss -Hltn 'sport = 5201')" ]
}

# usage: offloads on|off: whether the port's netdev takes long frames and unfinished sums
offloads()
{
	ethtool -K port1 tx "$1" tso "$1" gso "$1" >/dev/null 2>&1
}

vlans()
{
	add_vlans sw0 100 ip
	add_vlans eth0 1 ip -n host1
	check "a VLAN interface on the switch" answers 10.10.0.1
	check "a service VLAN" answers 10.20.0.1
	check "a VLAN inside it" answers 10.30.0.1
	check "TCP in a VLAN" carries 10.10.0.1
	check "back" carries 10.10.0.1 -R
	check "TCP in two VLANs" carries 10.30.0.1
	offloads off
	check "TCP in a VLAN by a port that takes no long frames" carries 10.10.0.1
	check "in two" carries 10.30.0.1
	offloads on
}

trunk()
{
	ip addr del 10.0.0.100/24 dev sw0
	flowctl -k port set sw0 trunk 10,20
	flowctl -k port set port1 vlan 10
	ip addr add 10.0.0.100/24 dev sw0.10
	check "the local port as a trunk" answers 10.0.0.1
	check "TCP" carries 10.0.0.1
	check "back" carries 10.0.0.1 -R
	offloads off
	check "TCP by a port that takes no long frames" carries 10.0.0.1
	offloads on
	ip addr del 10.0.0.100/24 dev sw0.10
	flowctl -k port set sw0 trunk 10,20 tag_type service
	flowctl -k port set port1 vlan 20
	ip addr add 10.0.0.100/24 dev sw0.20
	check "as a trunk with service tags" answers 10.0.0.1
	check "TCP" carries 10.0.0.1
	ip addr del 10.0.0.100/24 dev sw0.20
	ip addr add 10.0.0.100/24 dev sw0
	flowctl -k port set sw0 vlan none
	flowctl -k port set port1 vlan none
}

own_address()
{
	ip netns add inner
	ip link add link sw0 name own0 netns inner type macvlan
	ip -n inner addr add 10.0.0.102/24 dev own0
	ip -n inner link set own0 up
	check "an interface with a MAC address of its own" on 1 ping -q -c 1 -W 20 10.0.0.102
	check "for which the switch's netdev need not be promiscuous" \
		shows "promiscuity 0" ip -d link show sw0
	ip netns del inner
}

# usage: generate COUNT: frames to host1, from the kernel's own generator
generate()
{
	local control=/proc/net/pktgen word

	modprobe pktgen
	echo "add_device sw0" >$control/kpktgend_0
	for word in "count $1" "dst_mac 52:54:00:00:00:01"; do
		echo "$word" >$control/sw0
	done
	echo start >$control/pgctrl
	echo rem_device_all >$control/kpktgend_0
}

# The generator holds a frame as long as the switch has it.
shared_frames()
{
	flowctl -k flow add sw0 priority 9 in_port sw0 \
		actions output port1 set eth_src 02:00:00:00:00:09 output port1
	check "frames that their sender goes on holding are copied and changed" \
		gets 1 20 generate 10
	flowctl -k flow del sw0 priority 9 in_port sw0
}

has_flag()
{
	[[ $(ip -6 addr show dev sw0 to fd00::1) == *$1* ]]
}

# As long as nobody could answer, nobody is asked.
duplicate_address()
{
	ip link set sw0 down
	ip link set port1 nomaster
	ip link set sw0 up
	on 1 sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0 net.ipv6.conf.eth0.accept_dad=0
	ip -n host1 -6 addr add fd00::1/64 dev eth0 nodad
	ip -6 addr add fd00::1/64 dev sw0
	check "without a port an address stays tentative" has_flag tentative
	ip link set port1 master sw0
	check "and is found to be another's once there is one" wait_for has_flag dadfailed
}

hears_queue()
{
	on 2 ping -q -c 1 -W 20 10.1.0.100 && fails shows 'number of RX queues' dmesg
}

# The number of a queue means something to the netdev that has the queue alone.
queues()
{
	local rps=/sys/class/net/sw1/queues/rx-0/rps_cpus queues="numtxqueues 4 numrxqueues 4"

	# User-mode Linux has one CPU, and steers nothing.
	[[ ${LAB_KERNEL:-} != @(debug|fast) ]] || return 0
	ip link add sw1 numrxqueues 2 up type flowdp
	check "what the host gets is steered to a CPU" eval "echo 1 >$rps"
	flowctl table set sw1 0 default flood
	ip -batch - <<-EOF
		addr add 10.1.0.100/24 dev sw1
		netns add host2
		link add port2 $queues master sw1 up type veth peer name eth0 $queues netns host2
	EOF
	on 2 ip addr add 10.1.0.2/24 dev eth0
	on 2 ip link set eth0 up
	on 2 tc qdisc add dev eth0 clsact
	on 2 tc filter add dev eth0 egress matchall action skbedit queue_mapping 3
	check "a frame of a queue that the switch's netdev does not have" hears_queue
}

trap finish EXIT
ip link add sw0 up type flowdp
# An answer to who asks whether an address is taken may take its time.
sysctl -qw net.ipv6.conf.sw0.dad_transmits=1 net.ipv6.neigh.sw0.retrans_time_ms=10000
flowctl table set sw0 0 default flood
add_host 1
ip link set port1 master sw0
ip addr add 10.0.0.100/24 dev sw0
wait_for answers 10.0.0.1 >/dev/null
vlans
trunk
own_address
shared_frames
duplicate_address
queues
