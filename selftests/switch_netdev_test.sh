#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A switch's netdev takes after its ports as a bridge's does: the same is done to
# both, and after each step both look alike.
#
#      +- sw0, a switch or a bridge -+
#      |  eth0, a veth   tap0, a TAP |
#      +--+--------------------------+
#        peer0
set -uo pipefail

# shellcheck source-path=SCRIPTDIR
. "$(dirname "$(readlink -f "$0")")/lib.sh"

# Those that a switch has of its ports.
features='scatter-gather|fragmentation|tx-c|tx-t|tx-vlan|highdma|vlan-challenged'

# What it is like, in words.
describe()
{
	local sys=/sys/class/net/sw0 file

	for file in mtu operstate carrier speed duplex; do
		echo "$file $(<$sys/$file)"
	done 2>/dev/null
	ip -d link show sw0 | grep -oE 'NO-CARRIER|LOWER_UP|(gso|tso)_max_[a-z]+ [0-9]+|promiscuity [0-9]'
	ethtool -k sw0 | grep -E "$features"
}

# usage: operstate STATE [NETDEV]: it follows the carrier, a moment later
operstate()
{
	local netdev=/sys/class/net/${2:-sw0} carrier=0

	[ "$1" != up ] || carrier=1
	[ "$(<"$netdev/carrier") $(<"$netdev/operstate")" = "$carrier $1" ]
}

# usage: step NAME: what has been done since the last one
step()
{
	steps+=("$1")
	describe >"$work/$kind.${#steps[@]}"
}

# usage: act KIND: all of it
act()
{
	steps=()
	kind=$1
	ip link add sw0 type "$kind"
	# Only then does a bridge without ports look at them.
	ip link set sw0 up address 02:00:00:00:00:aa
	wait_for operstate down
	step "without a port"
	ip link add eth0 type veth peer name peer0
	ip link set eth0 up master sw0
	wait_for operstate lowerlayerdown eth0
	wait_for operstate down
	step "with a port that is up but has no carrier"
	ip link set peer0 up
	wait_for operstate up
	step "the port gets carrier"
	ip link set eth0 mtu 1400
	step "the port gets a smaller MTU"
	ip tuntap add tap0 mode tap
	ip link set tap0 mtu 9000
	ip link set tap0 up master sw0
	step "a second port with a larger MTU, without carrier"
	ip link set eth0 nomaster
	wait_for operstate down
	step "only that one is left, which has no scatter-gather"
	ip link set eth0 master sw0
	wait_for operstate up
	ip link set sw0 mtu 2000
	step "an MTU of its own"
	ip link set eth0 mtu 1300
	step "which stays"
	ip link set sw0 mtu 67 2>/dev/null
	ip link set sw0 mtu 65536 2>/dev/null
	step "and others are refused"
	ethtool -K sw0 tx off >/dev/null 2>&1
	step "features are switched off"
	ethtool -K sw0 tx on >/dev/null 2>&1
	step "and on"
	ip link set eth0 down
	wait_for operstate down
	step "the last port goes down"
	ip link set eth0 up
	wait_for operstate up
	step "and up"
	ip link del eth0
	wait_for operstate down
	step "and is deleted"
	ip link del sw0
	ip link del tap0
}

alike()
{
	diff "$work/bridge.$1" "$work/flowdp.$1"
}

compare()
{
	local i

	act bridge
	act flowdp
	for i in "${!steps[@]}"; do
		check "like a bridge: ${steps[i]}" alike $((i + 1))
	done
}

# usage: has WORDS COMMAND...: the command shows these, whatever the blanks between them
has()
{
	local words=$1

	shift
	[[ $("$@" | tr -s ' \n\t' ' ') == *"$words"* ]]
}

carrier()
{
	[ "$(</sys/class/net/sw0/carrier)" = "$1" ]
}

# A port that may not forward is no way out; and a bridge has its MAC address of its ports.
differ()
{
	local mac

	ip link add sw0 mtu 3000 up type flowdp
	mac=$(</sys/class/net/sw0/address)
	add_interface eth0
	ip link set eth0 address 02:00:00:00:00:01 master sw0
	check "an MTU that a switch was made with stays" has "mtu 3000" ip link show sw0
	check "ports do not change the MAC address" has "$mac" ip link show sw0
	check "it is random, which lets udev give it one that stays" \
		test "$(</sys/class/net/sw0/addr_assign_type)" = 1
	check "a switch with a forwarding port has carrier" carrier 1
	flowctl -k port set eth0 state blocking
	check "none without" carrier 0
	flowctl -k port set eth0 state forwarding
	check "and again" carrier 1
	ip link set eth0 state dormant
	check "none while that is dormant" carrier 0
	check "as flowctl says of it" shows " dormant$" flowctl port show eth0
	ip link set eth0 state up
	check "and again when it is up" carrier 1
	check "as flowctl says" shows " forwarding +up$" flowctl port
	ip link set eth0 down
	check "and that it is down" shows " forwarding +down$" flowctl port
	ip link set eth0 up
	ip link set eth0-peer down
	check "or has no carrier" shows '"link": *"no-carrier"' flowctl -j port show eth0
	check "ethtool -i names the driver" has "driver: flowdp" ethtool -i sw0
	check "ip -d link shows the kind" has " flowdp " ip -d link show sw0
	ip link del sw0
	ip link del eth0
}

# usage: sum NAME: of the counters of ethtool -S whose names begin so
sum()
{
	ethtool -S sw0 | awk -v name="$1" 'index($1, name) == 1 { sum += $2 } END { print sum + 0 }'
}

# The host may send while the counters are read.
all_accounted()
{
	ethtool -S sw0 | awk '
		$1 == "rx-packets:" { entered = $2 }
		$1 ~ /^(forwarded:|consumed:|rx-drops-)/ { ended += $2 }
		END {
			print entered " entered, " ended " ended"
			exit !(entered > 0 && entered == ended)
		}'
}

count()
{
	ethtool -S sw0 | grep -c :
}

statistics()
{
	local lines

	ip link add sw0 up type flowdp
	lines=$(count)
	add_host 1
	add_host 2
	ip link set port1 master sw0
	ip link set port2 master sw0
	flowctl table set sw0 0 default flood
	check "hosts reach each other" reaches 1 2
	flowctl -k port set port1 state blocking
	check "but not through a port that blocks" is_cut_off 1 2
	check "each frame that entered has an end" wait_for all_accounted
	check "drops are told by reason" test "$(sum rx-drops-ingress-state:)" -gt 0
	check "with the names that flowctl shows" shows "port1 .*ingress-state" flowctl drops
	check "each counter has a name" fails shows null ethtool -S sw0
	check "their number does not depend on ports" test "$(count)" = "$lines"
}

trap finish EXIT
modprobe bridge
compare
differ
statistics
